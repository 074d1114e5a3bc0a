/** What the file name of an entry, or the folder name of a batch, says. */
export interface EntryName {
  /** When it was appended or sealed, by the clock of that moment, in seconds since 1970. */
  readonly unixSeconds: number;
  /** Its place among those of the same second: 0 for the first. */
  readonly turn: number;
  /** What kind of entry this is; undefined for a plain one. */
  readonly label: string | undefined;
  /** The file is gzipped. */
  readonly compressed: boolean;
}

/** Lower-case words with hyphens between them. */
const labelPattern = "[a-z]+(?:-[a-z]+)*";
const wholeLabel = new RegExp(`^${labelPattern}$`);
const entryStem = new RegExp(`^(\\d{1,15})(?:-(\\d{1,9}))?(?:\\.(${labelPattern}))?$`);

/** Whether an entry's name can say this. */
export function isLabel(text: string): boolean {
  return wholeLabel.test(text);
}

/** `1767696755.json`; `1767696755-1.json` for the second one of that second; `1767696755.extra.json` with a label; `.gz` at the end if compressed. */
export function formatEntryName(entry: EntryName, extension: string): string {
  const turn = entry.turn === 0 ? "" : `-${entry.turn}`;
  const label = entry.label === undefined ? "" : `.${entry.label}`;
  return `${entry.unixSeconds}${turn}${label}${extension}${entry.compressed ? ".gz" : ""}`;
}

/** The reverse of {@link formatEntryName}; undefined if the name is not an entry's. */
export function parseEntryName(name: string, extension: string): EntryName | undefined {
  const compressed = name.endsWith(".gz");
  const plain = compressed ? name.slice(0, -3) : name;
  if (!plain.endsWith(extension)) return undefined;
  const stem = plain.slice(0, plain.length - extension.length);
  const match = entryStem.exec(stem);
  if (match === null) return undefined;
  const [, unixSeconds, turn = 0, label] = match;
  return { unixSeconds: Number(unixSeconds), turn: Number(turn), label, compressed };
}

/** Sorts by time of appending. Of the same second and turn, the plain entry comes before the labelled ones. */
export function compareEntryNames(a: EntryName, b: EntryName): number {
  const difference = a.unixSeconds - b.unixSeconds || a.turn - b.turn;
  if (difference !== 0 || a.label === b.label) return difference;
  return (a.label ?? "") < (b.label ?? "") ? -1 : 1;
}

/**
 * The second and turn of something new beside those that are present. Names sort in order
 * of arrival even if the clock has gone back: the new one then takes the newest one's
 * second and the next turn.
 */
export function nextTurn(
  present: readonly EntryName[],
  unixSeconds: number,
): Pick<EntryName, "unixSeconds" | "turn"> {
  let newest: EntryName | undefined;
  for (const name of present) {
    if (newest === undefined || compareEntryNames(name, newest) > 0) newest = name;
  }
  return newest === undefined || newest.unixSeconds < unixSeconds
    ? { unixSeconds, turn: 0 }
    : { unixSeconds: newest.unixSeconds, turn: newest.turn + 1 };
}

const batchPrefix = "processing_";

/** `processing_1767696755`; `processing_1767696755-1` for the second one of that second. */
export function formatBatchName(unixSeconds: number, turn: number): string {
  return `${batchPrefix}${unixSeconds}${turn === 0 ? "" : `-${turn}`}`;
}

/** The reverse of {@link formatBatchName}. */
export function parseBatchName(name: string): EntryName | undefined {
  return name.startsWith(batchPrefix)
    ? parseEntryName(name.slice(batchPrefix.length), "")
    : undefined;
}

/** `1767696755.4242.k3j9x1.tmp`: it names the process that writes the file, so that a dead one's can be cleared. */
export function formatTemporaryName(unixSeconds: number, pid: number, random: string): string {
  return `${unixSeconds}.${pid}.${random}.tmp`;
}

/** The process that writes, or wrote, a temporary file. */
export function parseTemporaryName(name: string): number | undefined {
  const match = /^\d+\.(\d+)\.[0-9a-z]+\.tmp$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}
