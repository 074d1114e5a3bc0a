import type { WalBuffer } from "@envoy/wal-buffer";
import type { Logger } from "@logtape/logtape";
import { composeBuffer } from "../compose.js";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { flushReason } from "../flush/due.js";
import { runFlush } from "../flush/run-flush.js";

/** Flushes when it is due, or at once with `force`; with `rewrite` mends the months of the earlier recorder too. Asks the gateway nothing. */
export async function flush(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  options: { readonly force: boolean; readonly rewrite: boolean },
): Promise<ExitCode> {
  const flushed = await flushBuffer(config, logger, signal, options.force);
  if (!options.rewrite) return flushed;
  const { rewriteArchive } = await import("../flush/rewrite.js");
  const rewritten = await rewriteArchive(config, logger, signal);
  return flushed === exitCode.ok ? rewritten : flushed;
}

async function flushBuffer(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  force: boolean,
): Promise<ExitCode> {
  const buffer = composeBuffer(config);
  const idle = await whyIdle(buffer, config.flushEveryMinutes, force).catch((cause) => {
    throw asStorageError(`Cannot look into ${buffer.folder}`, cause);
  });
  if (idle !== undefined) {
    logger.info`${idle}`;
    return exitCode.ok;
  }
  const { code, said } = await runFlush(config, buffer, logger, signal);
  logger.info`${said}`;
  return code;
}

async function whyIdle(
  buffer: WalBuffer,
  everyMinutes: number,
  force: boolean,
): Promise<string | undefined> {
  const isEmpty =
    (await buffer.oldestAgeSeconds()) === undefined && (await buffer.sealedBatches()).length === 0;
  if (isEmpty) return `Nothing to flush: ${buffer.folder} holds no polls.`;
  if (force || (await flushReason(buffer, everyMinutes)) !== undefined) return undefined;
  return `Not due yet: the oldest poll is younger than ${everyMinutes} min (--force flushes all the same).`;
}
