import { readFileSync } from "node:fs";
import { join } from "node:path";
import { cpuMsOf } from "./measure.js";
import { flush } from "./recorder.js";
import { freshFolder, monthStart, writePolls } from "./site.js";
import type { Workspace } from "./workspace.js";

/** The archive of a month of 10 inverters until noon of its last day, and the polls that follow. */
export interface Month {
  readonly archive: string;
  /** The folder of the 15 polls after noon. */
  readonly quarterHour: string;
}

/** Noon of the month's last day, in seconds since 1970. */
export const noon: number = monthStart + 29 * 86_400 + 12 * 3600;

/** The month's file, below its archive. */
export const monthFile = "year=2026/month=6/00000000.parquet";

export async function writeMonth(workspace: Workspace): Promise<Month> {
  const polls = workspace.path("until-noon");
  writePolls(polls, { polls: (noon - monthStart) / 60 });
  await cpuMsOf(flush, freshFolder(workspace.path("archived"), { polls }));
  const quarterHour = workspace.path("quarter-hour");
  writePolls(quarterHour, { polls: 15, start: noon });
  return { archive: workspace.path("archived/data/parquet_archive"), quarterHour };
}

/** Throws where a flush added nothing: then it wrote no file, and something else was measured. */
export function assertGrown(folder: string, { archive }: Month): void {
  const before = readFileSync(join(archive, monthFile));
  const after = readFileSync(join(folder, "data/parquet_archive", monthFile));
  if (before.equals(after)) throw new Error(`The flush in ${folder} added no rows.`);
}
