import { decodeToken } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import type { Logger } from "@logtape/logtape";
import { composeFlush } from "../compose.js";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { monthName } from "../month-name.js";
import { tryLock } from "../state/process-lock.js";
import { forgetUnmendedArchive, noteUnmendedArchive } from "./backoff.js";
import type { FlushResult } from "./flush.js";

/** Flushes under the lock and logs what came of it. Where another run holds the lock, there is nothing to do. */
export async function runFlush(
  config: Config,
  buffer: WalBuffer,
  logger: Logger,
  signal: AbortSignal,
): Promise<{ readonly code: ExitCode; readonly said: string }> {
  const lock = await tryLock([buffer.folder, config.parquetArchive], "flush");
  if (lock === undefined) return { code: exitCode.ok, said: "another run is flushing" };
  for (const warning of [...config.warnings, ...(await expiryWarning(config))]) {
    logger.warning`${warning}`;
  }
  for (const hint of config.hints) logger.info`${`Config: ${hint}`}`;
  try {
    const result = await composeFlush(config, buffer, signal);
    if (needsPerson(result)) await noteUnmendedArchive(buffer.folder);
    else await forgetUnmendedArchive(buffer.folder);
    return report(result, logger);
  } catch (cause) {
    if (signal.aborted) {
      const message = "Stopped while flushing; the next run goes on where this one ended.";
      throw new RecorderError(exitCode.unexpected, message);
    }
    throw asStorageError(`The flush of ${buffer.folder} stopped`, cause);
  } finally {
    await lock.release();
  }
}

const month = 30 * 86_400_000;

/** A token that ends within 30 days, and that was not renewed. */
async function expiryWarning(config: Config): Promise<readonly string[]> {
  const { enlighten, envoy, state } = config;
  if (envoy.token === undefined && enlighten !== undefined) {
    const { endOfUnrenewedToken } = await import("../poll/kept-token.js");
    const end = await endOfUnrenewedToken(state);
    if (end === undefined) return [];
    return [
      `The gateway's token ends on ${dayOf(end)} and could not be renewed; to see why: envoy-recorder token --renew`,
    ];
  }
  const end = envoy.token === undefined ? undefined : decodeToken(envoy.token)?.expiresAt;
  if (end === undefined || end.getTime() - Date.now() > month) return [];
  return [
    `The gateway's token ends on ${dayOf(end)}. Get a new one at https://entrez.enphaseenergy.com/entrez_tokens, or let it be renewed with an [enlighten] section.`,
  ];
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** Every failure is a file that was there before and cannot be used; trying again soon is of no use. */
function needsPerson({ failures }: FlushResult): boolean {
  return failures.length > 0 && failures.every(({ code }) => code !== "ERR_PARTITION_WRITE");
}

function report(
  result: FlushResult,
  logger: Logger,
): { readonly code: ExitCode; readonly said: string } {
  for (const { path, reason } of result.quarantined) {
    logger.warning`${`A poll was put in quarantine: ${path}: ${firstLine(reason)}`}`;
  }
  if (result.unknownFields.length > 0) {
    logger.warning`${`The gateway sends fields this version does not know; they stand in no column: ${result.unknownFields.join(", ")}`}`;
  }
  for (const failure of result.failures) {
    logger.error`${`${failure.message} The polls for it stay in the buffer.`}`;
  }
  const months = result.changes.map(monthName);
  const where = months.length === 0 ? "" : ` to ${[...new Set(months)].join(", ")}`;
  return {
    code: result.failures.length > 0 ? exitCode.storage : exitCode.ok,
    said: `flushed ${result.polls} polls, added ${result.rowsAdded} rows${where}`,
  };
}

function firstLine(text: string): string {
  const [first = "", ...more] = text.split("\n");
  return more.length === 0 ? first : `${first} (and ${more.length} more)`;
}
