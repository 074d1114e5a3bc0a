import type { SyncResult, UploadProgress } from "@envoy/hf-sync";
import type { HuggingFaceConfig } from "../config/config.js";
import { counted } from "../counted.js";
import { warnDaily } from "../daily-warning.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import type { Outcome, Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { noteUploadSuccess, noteUploadTry } from "./due.js";
import { hubToken } from "./hub-token.js";

/** Options of {@link runUpload}. */
export interface RunUploadOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly onProgress?: (event: UploadProgress) => void;
}

/**
 * Uploads under a lock of its own, which neither polls nor flushes wait for. Rejects with
 * `RecorderError`: the archive and the buffer are as they were.
 */
export async function runUpload(
  run: Run,
  hub: HuggingFaceConfig,
  options: RunUploadOptions = {},
): Promise<Outcome> {
  const { config, logger, signal } = run;
  const lock = await tryLock([config.state], "upload");
  if (lock === undefined) return { code: exitCode.ok, summary: "another run is uploading" };
  try {
    const token = await hubToken(config, hub, process.env);
    if (options.dryRun !== true) await noteUploadTry(config.state);
    // Loaded only here: Parquet and the Hub's library take longer to load than a poll takes.
    const { syncDataset } = await import("./sync-dataset.js");
    const result = await syncDataset(config, hub.dataset, {
      ...options,
      token,
      signal,
      warn: (message) => void warnDaily(run, "upload_warning", message),
    });
    // A note that cannot be kept must not fail an upload that is done.
    if (options.dryRun !== true) await noteUploadSuccess(config.state).catch(() => undefined);
    const summary =
      result === undefined
        ? `nothing to upload yet: ${config.parquetArchive} is empty`
        : describeUpload(result, hub.dataset.repo);
    return { code: exitCode.ok, summary };
  } catch (cause) {
    if (signal.aborted) {
      throw new RecorderError(
        exitCode.unexpected,
        "Stopped while uploading; nothing is half done.",
      );
    }
    if (cause instanceof RecorderError) throw cause;
    await noteRetryTime(config.state, cause, logger);
    throw new RecorderError(exitCode.upload, `The upload failed: ${messageOf(cause)}`, { cause });
  } finally {
    await lock.release();
  }
}

/** Notes the time that the Hub asked to wait until. If that fails, the Hub's refusal matters more. */
async function noteRetryTime(state: string, cause: unknown, logger: Run["logger"]): Promise<void> {
  const retryAt = cause instanceof Error && "retryAt" in cause ? cause.retryAt : undefined;
  if (!(retryAt instanceof Date)) return;
  await noteUploadTry(state, retryAt).catch((error: unknown) => {
    logger.warning(
      "state_not_kept",
      `The time of the next upload could not be kept: ${messageOf(error)}`,
    );
  });
}

/** What an upload did, or would do. */
export function describeUpload(
  { status, uploaded, deleted, url }: SyncResult,
  repo: string,
): string {
  if (status === "unchanged" || uploaded.length + deleted.length === 0) {
    return `${repo} has everything already`;
  }
  const files = counted(uploaded.length, "file");
  const and = deleted.length === 0 ? "" : ` and deleted ${deleted.length} there`;
  if (status === "planned") {
    const list = uploaded.map(({ path, bytes }) => `\n  ${path} (${bytes} bytes)`).join("");
    const surplus = deleted.map((path) => `\n  ${path} (deleted)`).join("");
    return `would upload ${files} to ${repo}:${list}${surplus}`;
  }
  return `uploaded ${files} to ${repo}${and}${url === undefined ? "" : ` (${url})`}`;
}
