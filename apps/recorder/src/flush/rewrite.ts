import type { Logger } from "@logtape/logtape";
import { composeArchive } from "../compose.js";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { monthName } from "../month-name.js";
import { tryLock } from "../state/process-lock.js";

/** Rewrites the months of the earlier recorder that no flush has touched yet, under the lock of a flush. */
export async function rewriteArchive(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
): Promise<ExitCode> {
  const lock = await tryLock([config.parquetArchive], "flush");
  if (lock === undefined) {
    logger.info`${"Another run is flushing; try again in a minute."}`;
    return exitCode.ok;
  }
  try {
    const archive = await composeArchive(config);
    const { rewritten, failures } = await archive.rewriteOldFiles({ signal });
    for (const failure of failures) logger.error`${failure.message}`;
    const months = rewritten.map(monthName);
    const said = months.length === 0 ? "no month needed rewriting" : `rewrote ${months.join(", ")}`;
    logger.info`${said}`;
    return failures.length === 0 ? exitCode.ok : exitCode.storage;
  } catch (cause) {
    throw asStorageError(`The rewriting of ${config.parquetArchive} stopped`, cause);
  } finally {
    await lock.release();
  }
}
