import type { Logger } from "@logtape/logtape";
import { composeBuffer } from "../compose.js";
import type { Config } from "../config.js";
import { type ExitCode, exitCode } from "../exit-code.js";
import { flushReason } from "../flush-due.js";
import { runFlush } from "../run-flush.js";

/** Flushes when it is due, or at once with `force`. Asks the gateway nothing. */
export async function flush(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  options: { readonly force: boolean },
): Promise<ExitCode> {
  const buffer = composeBuffer(config);
  if (
    (await buffer.oldestAgeSeconds()) === undefined &&
    (await buffer.sealedBatches()).length === 0
  ) {
    logger.info`${`Nothing to flush: ${buffer.folder} holds no polls.`}`;
    return exitCode.ok;
  }
  if (!options.force && (await flushReason(buffer, config.flushEveryMinutes)) === undefined) {
    logger.info`${`Not due yet: the oldest poll is younger than ${config.flushEveryMinutes} min (--force flushes all the same).`}`;
    return exitCode.ok;
  }
  const { code, said } = await runFlush(config, buffer, logger, signal);
  logger.info`${said}`;
  return code;
}
