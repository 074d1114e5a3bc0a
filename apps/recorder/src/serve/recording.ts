import type { Config } from "../config/config.js";
import { bufferFacts } from "../health/buffer-facts.js";
import type { ManifestRecording } from "../manifest/manifest.js";
import { readRuns } from "../state/run-log.js";

/** How the recording goes now. Rejects with Node's system errors if the buffer cannot be listed. */
export async function recordingNow(config: Config): Promise<ManifestRecording> {
  const saved = readRuns(config.state).findLast(
    ({ step, exitCode }) => step === "poll" && exitCode === 0,
  );
  const { waiting } = await bufferFacts(config);
  return {
    last_poll_at: saved === undefined ? null : new Date(saved.at * 1000).toISOString(),
    polls_waiting: waiting,
  };
}
