import { type DatasetCard, renderDatasetCard } from "@envoy/hf-sync";

/** By which the block of the card is found again. */
const writer = "envoy-fleet";

/**
 * The text of the card: new, or what its owner made of it with the block and the size replaced. A card from before the first
 * publication stays above the block; one that only has settings, as the Hub makes it, is replaced.
 */
export function cardText(
  present: string | undefined,
  card: DatasetCard,
  isPublished: boolean,
): string {
  if (present === undefined || (!isPublished && isEmpty(present))) {
    return renderDatasetCard(undefined, card, writer);
  }
  const rendered = renderDatasetCard(present, card, writer);
  if (rendered === present && !isPublished && !present.includes(`<!-- ${writer}:`)) {
    const made = renderDatasetCard(undefined, card, writer);
    return `${made.slice(0, frontMatterOf(made).length)}\n${present.slice(frontMatterOf(present).length).trim()}\n\n${made.slice(made.indexOf(`<!-- ${writer}:`))}`;
  }
  return withSize(rendered, card.frontMatter);
}

/** The owner's front matter with the size of the table as it is now. */
function withSize(text: string, frontMatter: string): string {
  const size = /size_categories:\n {2}- .*/;
  const now = size.exec(frontMatter)?.[0];
  const present = frontMatterOf(text);
  if (now === undefined) return text;
  return present.replace(size, () => now) + text.slice(present.length);
}

function frontMatterOf(text: string): string {
  return /^---\n[\s\S]*?\n---\n/.exec(text)?.[0] ?? "";
}

function isEmpty(text: string): boolean {
  return text.slice(frontMatterOf(text).length).trim() === "";
}
