/** What a merge says of a file that it wrote again with the archive's types. */
export function convertedSentence(path: string, differences: readonly string[]): string {
  return `${path} had the column types of another program: ${differences.join("; ")}. Every value was kept, and the file now has the archive's types.`;
}

/** The same before the merge. */
export function convertibleSentence(path: string, differences: readonly string[]): string {
  return `${path} has the column types of another program: ${differences.join("; ")}. Every value can be kept; the file gets the archive's types when rows are added to it, or when old files are rewritten.`;
}

/** What is said of a file with rows that no merge would have left in it. */
export function suspicionSentence(path: string, suspicions: readonly string[]): string {
  return `${path} seems to have been changed by hand: it has ${suspicions.join(", and ")}. All rows were kept; put a good copy in its place if this was not intended.`;
}
