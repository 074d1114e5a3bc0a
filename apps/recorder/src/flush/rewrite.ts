import { partitionName } from "@envoy/parquet-archive";
import { exitCode } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { openArchive } from "../readings/archive.js";
import { typesOfArchive } from "../readings/archive-types.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";

/** Rewrites the months of the earlier recorder that no flush has written yet, under the lock of a flush. */
export async function rewriteArchive({ config, logger, signal }: Run): Promise<Outcome> {
  const lock = await tryLock([config.parquetArchive], "flush");
  if (lock === undefined) {
    return { code: exitCode.ok, summary: "another run is flushing; try again in a minute" };
  }
  try {
    const types = (await typesOfArchive(config.parquetArchive)) ?? "native";
    const archive = openArchive(config.parquetArchive, { types });
    await archive.clearTemporaryFiles();
    const { rewritten, failures } = await archive.rewriteOldFiles({ signal });
    for (const { message } of failures) logger.error`${message}`;
    const months = rewritten.map(partitionName);
    return {
      code: failures.length === 0 ? exitCode.ok : exitCode.storage,
      summary: months.length === 0 ? "no month needed rewriting" : `rewrote ${months.join(", ")}`,
    };
  } catch (cause) {
    throw asStorageError(`Rewriting ${config.parquetArchive} failed`, cause);
  } finally {
    await lock.release();
  }
}
