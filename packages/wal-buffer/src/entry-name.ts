/** What an entry's name says: when it was appended, its turn within that second, and its label. */
export interface EntryName {
  readonly unixSeconds: number;
  readonly attempt: number;
  readonly compressed: boolean;
  /** What tells it from the plain entries, where it was given one. */
  readonly label?: string | undefined;
}

/** `1767696755.json`, `1767696755-1.json` for the second in that second, `1767696755.extra.json` with a label, `.gz` behind it when compressed. */
export function formatEntryName(entry: EntryName, extension: string): string {
  const turn = entry.attempt === 0 ? "" : `-${entry.attempt}`;
  const label = entry.label === undefined ? "" : `.${entry.label}`;
  return `${entry.unixSeconds}${turn}${label}${extension}${entry.compressed ? ".gz" : ""}`;
}

/** The reverse of {@link formatEntryName}; undefined for a name that is not an entry's. */
export function parseEntryName(name: string, extension: string): EntryName | undefined {
  const compressed = name.endsWith(".gz");
  const plain = compressed ? name.slice(0, -3) : name;
  if (!plain.endsWith(extension)) return undefined;
  const stem = plain.slice(0, plain.length - extension.length);
  const match = /^(\d{1,15})(?:-(\d{1,9}))?(?:\.([a-z]+))?$/.exec(stem);
  if (match === null) return undefined;
  const [, unixSeconds, attempt = 0, label] = match;
  return { unixSeconds: Number(unixSeconds), attempt: Number(attempt), compressed, label };
}

/** Sorts by time of appending; of one time the plain entry comes before the labelled. */
export function compareEntryNames(a: EntryName, b: EntryName): number {
  const difference = a.unixSeconds - b.unixSeconds || a.attempt - b.attempt;
  if (difference !== 0 || a.label === b.label) return difference;
  return (a.label ?? "") < (b.label ?? "") ? -1 : 1;
}

/**
 * The first name to try for something new beside what is there. Names sort by turn of
 * arrival even when the clock has gone back: the new one then takes the newest one's
 * second and the turn behind it.
 */
export function nextTurn(
  present: readonly EntryName[],
  unixSeconds: number,
): { readonly unixSeconds: number; readonly attempt: number } {
  let newest: EntryName | undefined;
  for (const name of present) {
    if (newest === undefined || compareEntryNames(name, newest) > 0) newest = name;
  }
  return newest === undefined || newest.unixSeconds < unixSeconds
    ? { unixSeconds, attempt: 0 }
    : { unixSeconds: newest.unixSeconds, attempt: newest.attempt + 1 };
}

const sealedPrefix = "processing_";

/** `processing_1767696755`, `processing_1767696755-1` when that is taken. */
export function formatSealedName(unixSeconds: number, attempt: number): string {
  return `${sealedPrefix}${unixSeconds}${attempt === 0 ? "" : `-${attempt}`}`;
}

/** The reverse of {@link formatSealedName}. */
export function parseSealedName(name: string): EntryName | undefined {
  return name.startsWith(sealedPrefix)
    ? parseEntryName(name.slice(sealedPrefix.length), "")
    : undefined;
}

/** `1767696755.4242.k3j9x1.tmp`: the process that writes it stands in the name, so that a dead one's can be cleared. */
export function formatTemporaryName(unixSeconds: number, pid: number, random: string): string {
  return `${unixSeconds}.${pid}.${random}.tmp`;
}

/** The process that writes, or wrote, a temporary file. */
export function parseTemporaryName(name: string): number | undefined {
  const match = /^\d+\.(\d+)\.[0-9a-z]+\.tmp$/.exec(name);
  return match === null ? undefined : Number(match[1]);
}
