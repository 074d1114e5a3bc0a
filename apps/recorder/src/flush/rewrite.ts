import { stat } from "node:fs/promises";
import { nodeFileSystem } from "@envoy/durable-file";
import { partitionName } from "@envoy/parquet-archive";
import type { ArchiveTypes } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { exitCode } from "../errors/exit-code.js";
import { asStorageError, runAgain } from "../errors/storage-error.js";
import { progressBar } from "../progress/progress-bar.js";
import { openArchive } from "../readings/archive.js";
import { typesIfReadable, typesOfArchive } from "../readings/archive-types.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { convertArchive } from "./convert-archive.js";
import { finishConversion, replacedFolder } from "./swap-archive.js";

/**
 * Converts the archive to the types of the config if some month has others; otherwise rewrites
 * the months of the earlier recorder that no flush has written yet. Under the lock of a flush.
 */
export async function rewriteArchive(run: Run): Promise<Outcome> {
  const { archiveTypes, parquetArchive } = run.config;
  const lock = await tryLock([parquetArchive], "flush");
  if (lock === undefined) {
    return { code: exitCode.ok, summary: "another run is flushing; try again in a minute" };
  }
  const bar = progressBar();
  const onProgress = (done: number, all: number): void =>
    bar?.show(done / all, `${done} of ${all} months`);
  try {
    await finishConversion(nodeFileSystem, parquetArchive);
    const types = archiveTypes ?? (await typesOfArchive(parquetArchive)) ?? "native";
    const isOfOtherTypes = await hasOtherTypes(parquetArchive, types);
    return isOfOtherTypes
      ? await convert(run, types, onProgress)
      : await rewriteOldMonths(run, types, onProgress);
  } catch (cause) {
    throw asStorageError(`Rewriting ${parquetArchive} failed`, cause, runAgain);
  } finally {
    bar?.end();
    await lock.release();
  }
}

/** Whether some month that can be read has the other types. */
async function hasOtherTypes(folder: string, types: ArchiveTypes): Promise<boolean> {
  const archive = openArchive(folder);
  for (const month of await archive.partitions()) {
    const found = await typesIfReadable(archive, month);
    if (found !== undefined && found !== types) return true;
  }
  return false;
}

type OnProgress = (done: number, all: number) => void;

async function convert(
  { config, signal }: Run,
  types: ArchiveTypes,
  onProgress: OnProgress,
): Promise<Outcome> {
  // An upload would send some months as they were and others as they are now.
  const lock = await tryLock([config.state], "upload");
  if (lock === undefined) {
    return { code: exitCode.ok, summary: "another run is uploading; try again in a minute" };
  }
  try {
    const mode = (await stat(config.parquetArchive)).mode & 0o777;
    const options = { types, signal, mode, onProgress, ...usableTimeZone(config) };
    const { months, overflows } = await convertArchive(config.parquetArchive, options);
    const values = overflows === 1 ? "1 value is" : `${overflows} values are`;
    const nulls = overflows === 0 ? "" : `; ${values} null now, because the new type is too narrow`;
    return {
      code: exitCode.ok,
      summary: `converted ${months.map(partitionName).join(", ")} to ${types} types${nulls}. All that was in the folder before is in ${replacedFolder(config.parquetArchive)}; delete it when you no longer need it`,
    };
  } finally {
    await lock.release();
  }
}

async function rewriteOldMonths(
  { config, logger, signal }: Run,
  types: ArchiveTypes,
  onProgress: OnProgress,
): Promise<Outcome> {
  const archive = openArchive(config.parquetArchive, { types, ...usableTimeZone(config) });
  await archive.clearTemporaryFiles();
  const { rewritten, failures } = await archive.rewriteOldFiles({ signal, onProgress });
  for (const { message } of failures) logger.error("month_failed", message);
  const months = rewritten.map(partitionName);
  return {
    code: failures.length === 0 ? exitCode.ok : exitCode.storage,
    summary: months.length === 0 ? "no month needed rewriting" : `rewrote ${months.join(", ")}`,
  };
}
