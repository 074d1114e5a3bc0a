import type { WalBuffer } from "@envoy/wal-buffer";
import type { Logger } from "@logtape/logtape";
import { composeBuffer, composeClient } from "../compose.js";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { asStorageError } from "../errors/storage-error.js";
import { flushReason } from "../flush/due.js";
import { capture, captureInverters } from "../poll/poll.js";

/** One poll, and a flush when one is due: what cron runs each minute. */
export async function record(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
): Promise<ExitCode> {
  const buffer = composeBuffer(config);
  const failures: ExitCode[] = [];
  const said: string[] = [];
  try {
    await captureOnce(config, buffer, logger, signal, said);
  } catch (error) {
    // What is in the buffer can be flushed while the gateway is away.
    if (signal.aborted) throw error;
    failures.push(logFailure(error, logger));
  }
  try {
    const flushed = await flushIfDue(config, buffer, logger, signal);
    if (flushed !== undefined) {
      said.push(flushed.said);
      if (flushed.code !== exitCode.ok) failures.push(flushed.code);
      const uploaded = await uploadIfDue(config, signal);
      if (uploaded !== undefined) said.push(uploaded);
    }
  } catch (error) {
    if (signal.aborted) throw error;
    failures.push(logFailure(error, logger));
  }
  if (said.length > 0) logger.info`${said.join("; ")}`;
  // Trouble with the disk comes before trouble with the gateway.
  return failures.includes(exitCode.storage) ? exitCode.storage : (failures[0] ?? exitCode.ok);
}

async function captureOnce(
  config: Config,
  buffer: WalBuffer,
  logger: Logger,
  signal: AbortSignal,
  said: string[],
): Promise<void> {
  const client = await composeClient(config, logger, signal);
  try {
    const { path, bytes, isCutShort } = await capture(client, buffer, signal);
    said.push(`saved ${bytes} bytes as ${path}`);
    if (isCutShort) {
      const list = await captureInverters(client, buffer, signal);
      said.push(`the list of all inverters as ${list.path}`);
    }
  } finally {
    await client.close();
  }
}

async function flushIfDue(
  config: Config,
  buffer: WalBuffer,
  logger: Logger,
  signal: AbortSignal,
): Promise<{ readonly code: ExitCode; readonly said: string } | undefined> {
  const reason = await flushReason(buffer, config.flushEveryMinutes).catch((cause: unknown) => {
    throw asStorageError(`Cannot look into ${buffer.folder}`, cause);
  });
  if (reason === undefined) return undefined;
  logger.debug`${`Flush: ${reason}`}`;
  // Loaded only now: most minutes flush nothing.
  const { runFlush } = await import("../flush/run-flush.js");
  return runFlush(config, buffer, logger, signal);
}

/** Uploads after a flush, once the interval has passed. */
async function uploadIfDue(config: Config, signal: AbortSignal): Promise<string | undefined> {
  const { huggingFace, state, uploadEveryMinutes } = config;
  if (huggingFace === undefined) return undefined;
  const [{ isUploadDue }, { runUpload, describeUpload }] = await Promise.all([
    import("../upload/due.js"),
    import("../upload/run-upload.js"),
  ]);
  if (!(await isUploadDue(state, uploadEveryMinutes))) return undefined;
  return describeUpload(await runUpload(config, huggingFace, signal), huggingFace.repo);
}

/** Says what failed; anything unforeseen goes on to the top. */
function logFailure(reason: unknown, logger: Logger): ExitCode {
  const error = asGatewayError(reason);
  if (!(error instanceof RecorderError)) throw error;
  logger.error`${error.message}`;
  return error.exitCode;
}
