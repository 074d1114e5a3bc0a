import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { queryArchive } from "./duckdb.js";
import { poll, polls, reportIn } from "./modelled-site.js";
import { runRecorder } from "./recorder-process.js";

/** A folder of the recorder with an archived reading of January and the four polls of the model waiting. */
export async function seededFolder(
  parent = tmpdir(),
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(parent, "envoy-recorder-"));
  await writeFile(join(folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\nport = 9\n');
  await saveAll(folder, [poll("1", "2026-01-31T22:00:00Z", 7)]);
  await runRecorder(["flush", "--force"], { cwd: folder });
  await saveAll(
    folder,
    polls.map(({ text }) => text),
  );
  return { folder, [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }) };
}

/** Puts answers into `incoming` by other means than the recorder's. */
async function saveAll(folder: string, texts: readonly string[]): Promise<void> {
  const incoming = join(folder, "data/live_buffer/incoming");
  await mkdir(incoming, { recursive: true });
  for (const [i, text] of texts.entries()) {
    await writeFile(join(incoming, `${1_769_904_300 + 60 * i}.json`), text);
  }
}

export async function copyOf(
  folder: string,
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const copy = await mkdtemp(join(tmpdir(), "envoy-recorder-"));
  await cp(folder, copy, { recursive: true });
  return { folder: copy, [Symbol.asyncDispose]: () => rm(copy, { recursive: true, force: true }) };
}

/** Each archived reading's joules by its key, as DuckDB reads them. */
export async function archivedJoules(folder: string): Promise<readonly unknown[]> {
  const rows = await queryArchive(
    join(folder, "data/parquet_archive"),
    `SELECT serial_number || ' ' || strftime(period_end_time, '%m-%d %H:%M') AS key, joules_produced AS joules
     FROM ARCHIVE ORDER BY key`,
  );
  return rows.map(({ key, joules }) => [key, joules]);
}

/** What {@link archivedJoules} is once everything is flushed. */
export const allJoules = [
  ["1 01-31 22:00", 7],
  ["1 01-31 23:50", 11],
  ["2 02-01 00:01", 12],
  ["3 02-01 00:02", null],
] as const;

/** Each kept report of an inverter, as DuckDB reads them. */
export async function keptReports(folder: string): Promise<readonly unknown[]> {
  const sql = "SELECT json FROM ARCHIVE WHERE kind = 'pcu' ORDER BY json";
  const rows = await queryArchive(join(folder, "data/tables/device_reports"), sql);
  return rows.map(({ json }) => json);
}

/** What {@link keptReports} is once everything is flushed. */
export const allReports: readonly string[] = [
  poll("1", "2026-01-31T22:00:00Z", 7),
  ...polls.flatMap(({ text, row }) => (row === undefined ? [] : [text])),
]
  .map(reportIn)
  .sort();

/** Every file of a folder by its path within it. */
export async function filesIn(folder: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(path.slice(folder.length + 1), await readFile(path));
  }
  return files;
}

/** The names that a good flush of the four polls leaves in the live buffer. */
export const tidyBuffer = [
  "quarantine/1769904360.json",
  "quarantine/1769904360.json.reason.txt",
  "quarantine/1769904480.json",
  "quarantine/1769904480.json.reason.txt",
] as const;
