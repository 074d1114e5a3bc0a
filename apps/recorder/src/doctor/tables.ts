import type { Config } from "../config/config.js";
import { presentTables } from "../tables/table-summary.js";
import { type FilesRead, readEveryFile, troubleOf } from "./archive.js";
import { type Finding, ok } from "./finding.js";

/** Reads every file of the tables beside the archive; `onProgress` is told how far it is, from 0 to 1, and what is next. */
export async function tablesFinding(
  config: Config,
  onProgress: (fraction: number, text: string) => void,
  signal: AbortSignal,
): Promise<Finding> {
  const tables = await presentTables(config);
  const found: FilesRead[] = [];
  const counts: string[] = [];
  for (const [i, { table, archive }] of tables.entries()) {
    const onFile = (fraction: number, text: string): void =>
      onProgress((i + fraction) / tables.length, `${text} of ${table.name}`);
    const read = await readEveryFile(archive, true, onFile, signal);
    found.push(read);
    counts.push(`${table.name} ${read.rows.toLocaleString("en")} rows`);
  }
  const files = found.reduce((sum, read) => sum + read.files, 0);
  const trouble = {
    unreadable: found.flatMap(({ unreadable }) => unreadable),
    suspicions: found.flatMap(({ suspicions }) => suspicions),
  };
  const what = `${files} file${files === 1 ? "" : "s"}`;
  if (files === 0) return ok("none yet");
  return troubleOf(trouble, what) ?? ok(`${counts.join(", ")}; each file can be read`);
}
