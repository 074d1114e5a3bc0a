import type { SyncResult, UploadProgress } from "@envoy/hf-sync";
import type { Config, HuggingFaceConfig } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { tryLock } from "../state/process-lock.js";
import { noteUploadTry } from "./due.js";
import { hubToken } from "./hub-token.js";

/** Options of {@link runUpload}. */
export interface RunUploadOptions {
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly onProgress?: (event: UploadProgress) => void;
}

/**
 * Uploads under a lock of its own, which neither captures nor flushes wait for. Returns
 * what came of it; undefined where another run is uploading. Rejects with
 * `RecorderError`: the archive and the buffer are as they were.
 */
export async function runUpload(
  config: Config,
  hub: HuggingFaceConfig,
  signal: AbortSignal,
  options: RunUploadOptions = {},
): Promise<SyncResult | undefined> {
  const lock = await tryLock([config.state], "upload");
  if (lock === undefined) return undefined;
  try {
    const token = await hubToken(hub, process.env);
    if (options.dryRun !== true) await noteUploadTry(config.state);
    // Loaded only here: Parquet and the Hub's library take longer to load than a poll takes.
    const { upload } = await import("./upload.js");
    return await upload(config, hub, { ...options, token, signal });
  } catch (cause) {
    if (signal.aborted) {
      throw new RecorderError(
        exitCode.unexpected,
        "Stopped while uploading; nothing is half done.",
      );
    }
    if (cause instanceof RecorderError) throw cause;
    const retryAt = cause instanceof Error && "retryAt" in cause ? cause.retryAt : undefined;
    if (retryAt instanceof Date) await noteUploadTry(config.state, retryAt);
    const detail = cause instanceof Error ? cause.message : String(cause);
    throw new RecorderError(exitCode.upload, `The upload failed: ${detail}`, { cause });
  } finally {
    await lock.release();
  }
}

/** One sentence of what an upload did, or would do. */
export function describeUpload(result: SyncResult | undefined, repo: string): string {
  if (result === undefined) return "another run is uploading";
  const { status, uploaded, url } = result;
  if (status === "unchanged" || (status === "planned" && uploaded.length === 0))
    return `${repo} has everything already`;
  const files = `${uploaded.length} file${uploaded.length === 1 ? "" : "s"}`;
  if (status === "planned") {
    const list = uploaded.map(({ path, bytes }) => `\n  ${path} (${bytes} bytes)`).join("");
    return `would upload ${files} to ${repo}:${list}`;
  }
  return `uploaded ${files} to ${repo}${url === undefined ? "" : ` (${url})`}`;
}
