import { dirname, join } from "node:path";
import { errorCode, makeFolder, removeFolder, replaceFile, syncFolder } from "@envoy/durable-file";
import { checkRows, checkTimes } from "./check-rows.js";
import type { CompactionJob } from "./compaction-job.js";
import { describeFile } from "./describe-file.js";
import { FleetTableError } from "./errors.js";
import { ManifestField } from "./manifest-field.js";
import { isDate } from "./month.js";
import { fileFields, fromJson, parseFiles } from "./parse-manifest.js";
import type { TableFileSystem } from "./table-file-system.js";
import type { TableFile } from "./table-manifest.js";
import { dataPath, recentPath } from "./table-path.js";

/** What tells that a run is complete, and of which files. */
const doneName = "done.json";

/** Makes the folder that an engine writes a job into, and empties it of what a killed run left. */
export async function makeRunFolder(fileSystem: TableFileSystem, folder: string): Promise<void> {
  await removeIfThere(fileSystem, folder);
  await makeFolder(fileSystem, folder, 0o755);
}

/** Removes a folder with all that is in it; it may be missing. */
export async function removeIfThere(fileSystem: TableFileSystem, folder: string): Promise<void> {
  try {
    await removeFolder(fileSystem, folder);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

/** The files of a run that was finished, if all are there; undefined if the job has to be run. */
export async function readRun(
  fileSystem: TableFileSystem,
  folder: string,
  job: CompactionJob,
): Promise<readonly TableFile[] | undefined> {
  const path = join(folder, doneName);
  try {
    const root = new ManifestField(fromJson(textAt(fileSystem, path), path), "", path);
    if (root.get("digest").hash() !== job.digest) return undefined;
    const files = parseFiles(root.get("files"), job.shards);
    for (const file of files) {
      const { size } = await fileSystem.stat(join(folder, file.path));
      if (size !== file.bytes) return undefined;
    }
    return files;
  } catch (error) {
    // What cannot be used is made again.
    if (error instanceof FleetTableError || errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes what an engine wrote durable, describes it, and moves it to where a generation has it, below the run's folder. */
export async function finishRun(
  fileSystem: TableFileSystem,
  folder: string,
  job: CompactionJob,
  signal: AbortSignal | undefined,
): Promise<readonly TableFile[]> {
  const files: TableFile[] = [];
  for (const { name, isFile } of await fileSystem.readdir(folder)) {
    // Engines keep notes of their own under such names.
    if (name.startsWith(".") || name.startsWith("_")) continue;
    signal?.throwIfAborted();
    const written = join(folder, name);
    const place = isFile ? placeOf(job, name) : undefined;
    if (place === undefined) throw unexpected(written, job);
    const file = await describe(fileSystem, written, job, place, signal);
    if (file === undefined) fileSystem.unlinkSync(written);
    else {
      await move(fileSystem, written, join(folder, file.path));
      files.push(file);
    }
  }
  checkRows(job, files, folder);
  const done = { version: 1, digest: job.digest, files: files.map(fileFields) };
  const text = new TextEncoder().encode(`${JSON.stringify(done)}\n`);
  await replaceFile(join(folder, doneName), text, { fileSystem, mode: 0o644 });
  return files;
}

/** The day of a file that an engine wrote, and its path in a generation; undefined if the job has no such file. */
function placeOf(
  job: CompactionJob,
  name: string,
): { readonly path: string; readonly day: string | undefined } | undefined {
  const { kind, shards, shard, month, digest } = job;
  const [, named] = /^day=(.+)\.parquet$/.exec(name) ?? [];
  const day = kind === "add" ? named : job.day;
  if (kind === "add" ? day === undefined || !isDate(day) : name !== "rows.parquet") {
    return undefined;
  }
  if (day === undefined) return { path: dataPath({ month, shard, shards }), day };
  return { path: recentPath({ day, shard, shards, digest }), day };
}

async function describe(
  fileSystem: TableFileSystem,
  written: string,
  job: CompactionJob,
  { path, day }: { readonly path: string; readonly day: string | undefined },
  signal: AbortSignal | undefined,
): Promise<TableFile | undefined> {
  await syncFile(fileSystem, written);
  const { rows, first, last, bytes, sha256 } = await describeFile(fileSystem, written, signal);
  if (rows === 0) return undefined;
  checkTimes(job, day, first, last, written);
  return {
    path,
    month: job.month,
    shard: job.shard,
    day,
    bytes,
    rows,
    first: new Date(first).toISOString(),
    last: new Date(last).toISOString(),
    sha256,
    digest: job.digest,
  };
}

/** Makes a file's bytes durable, whoever wrote them. */
export async function syncFile(fileSystem: TableFileSystem, path: string): Promise<void> {
  const file = await fileSystem.open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

async function move(fileSystem: TableFileSystem, from: string, to: string): Promise<void> {
  await makeFolder(fileSystem, dirname(to), 0o755);
  await fileSystem.rename(from, to);
  await syncFolder(fileSystem, dirname(to));
}

function textAt(fileSystem: TableFileSystem, path: string): string {
  return new TextDecoder().decode(fileSystem.readFileSync(path));
}

function unexpected(path: string, { kind }: CompactionJob): FleetTableError {
  const names = kind === "add" ? "day=2026-11-29.parquet and such" : "rows.parquet";
  return new FleetTableError(
    "ERR_LAYOUT",
    path,
    `The engine left ${path}, where a job of the kind "${kind}" has only ${names}.`,
  );
}
