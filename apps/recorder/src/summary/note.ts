import { join } from "node:path";
import type { Config } from "../config/config.js";
import { readStateFields, writeStateFields } from "../state/state-file.js";

/** What the daily summary was made from. */
export interface SummaryNote {
  /** When it was made and when the next local day begins, in milliseconds since 1970. */
  readonly madeAt: number;
  readonly nextAt: number;
  /** The config's, null if it names none: to look up the host's takes 10 ms. */
  readonly timeZone: string | null;
  /** A digest of all that each local month was made from, by month, such as "2026-05". */
  readonly months: Readonly<Record<string, string>>;
  /** Which file each year is, by year. */
  readonly years: Readonly<Record<string, string>>;
}

const nothing: SummaryNote = { madeAt: 0, nextAt: 0, timeZone: null, months: {}, years: {} };

/** What is calculated of the same readings: another number makes every summary anew. */
const format = 1;

const notePath = (state: string): string => join(state, "daily-summary.json");

/** The note; of one that is missing, damaged or of another version nothing is taken. */
export async function readNote(state: string): Promise<SummaryNote> {
  const { format: found, ...note } = await readStateFields(notePath(state));
  return found === format ? { ...nothing, ...(note as Partial<SummaryNote>) } : nothing;
}

export async function writeNote(state: string, note: SummaryNote): Promise<void> {
  await writeStateFields(notePath(state), { format, ...note });
}

/** Has the summary wait until `nextAt`; both times in milliseconds since 1970. */
export async function putOff(
  { site, state }: Pick<Config, "site" | "state">,
  now: number,
  nextAt: number,
): Promise<void> {
  await writeNote(state, {
    ...(await readNote(state)),
    madeAt: now,
    nextAt,
    timeZone: site.timeZone ?? null,
  });
}

/** Whether a local day has ended since the summary was made; `now` in milliseconds since 1970. */
export async function isSummaryDue(
  { site, state, tables }: Pick<Config, "site" | "state" | "tables">,
  now: number,
): Promise<boolean> {
  if (!tables.dailySummary) return false;
  const { madeAt, nextAt, timeZone } = await readNote(state);
  return now < madeAt || now >= nextAt || timeZone !== (site.timeZone ?? null);
}
