/** What the card on the Hub tells about the uploads before: nothing, real serial numbers, or pseudonyms made with a key. */
export type UploadedSerials =
  | { readonly kind: "none" | "real" | "unnamed-key" }
  | { readonly kind: "pseudonyms"; readonly digest: string };

/** A note of the key's digest in the card, which readers of the page do not see. */
export function keyNote(digest: string): string {
  return `<!-- pseudonyms made with key ${digest} -->`;
}

/** Reads the present card; undefined if there is none. */
export function uploadedSerials(card: string | undefined): UploadedSerials {
  const digest = /<!-- pseudonyms made with key ([0-9a-f]{12}) -->/.exec(card ?? "")?.[1];
  if (digest !== undefined) return { kind: "pseudonyms", digest };
  // The column of serial numbers, as the card describes it; an earlier version named no key.
  const column = /^\| `serial_number`.*$/m.exec(card ?? "")?.[0];
  if (column === undefined) return { kind: "none" };
  return { kind: column.includes("pseudonym") ? "unnamed-key" : "real" };
}

/** The card with the license of the config in its front matter, which is otherwise the owner's. */
export function withLicense(card: string, license: string | undefined): string {
  const frontMatter = /^---\n[\s\S]*?\n---\n/.exec(card)?.[0];
  if (license === undefined || frontMatter === undefined) return card;
  const line = `license: ${license}`;
  const changed = /^license:.*$/m.test(frontMatter)
    ? frontMatter.replace(/^license:.*$/m, () => line)
    : frontMatter.replace(/---\n$/, () => `${line}\n---\n`);
  return changed + card.slice(frontMatter.length);
}
