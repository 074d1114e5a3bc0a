/** The parts of a dataset card that a program writes. */
export interface DatasetCard {
  /** The YAML front matter, without its `---` lines. Written once; from then on it is the owner's. */
  readonly frontMatter: string;
  /** The title and whatever else comes before the block. Written once. */
  readonly opening: string;
  /** Replaced each time, between the markers. */
  readonly block: string;
}

/**
 * The text of `README.md`: a new card if there is none, else the owner's text with the
 * marked block replaced, or unchanged if the owner has removed the markers. `name` tells
 * this program's markers from those of others.
 */
export function renderDatasetCard(
  present: string | undefined,
  card: DatasetCard,
  name: string,
): string {
  const begin = `<!-- ${name}: written by the program from here; edit above or below -->`;
  const end = `<!-- ${name}: up to here -->`;
  const block = `${begin}\n${card.block.trim()}\n${end}`;
  if (present === undefined) {
    return `---\n${card.frontMatter.trim()}\n---\n\n${card.opening.trim()}\n\n${block}\n`;
  }
  const from = present.indexOf(begin);
  const to = present.indexOf(end, from);
  if (from < 0 || to < 0) return present;
  return present.slice(0, from) + block + present.slice(to + end.length);
}

/** The Hub's name for a number of rows, such as "10K<n<100K". */
export function sizeCategory(rows: number): string {
  const steps: readonly [number, string][] = [
    [1e3, "n<1K"],
    [1e4, "1K<n<10K"],
    [1e5, "10K<n<100K"],
    [1e6, "100K<n<1M"],
    [1e7, "1M<n<10M"],
    [1e8, "10M<n<100M"],
    [1e9, "100M<n<1B"],
    [1e10, "1B<n<10B"],
    [1e11, "10B<n<100B"],
    [1e12, "100B<n<1T"],
  ];
  return steps.find(([limit]) => rows < limit)?.[1] ?? "n>1T";
}
