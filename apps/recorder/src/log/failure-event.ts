import { type ExitCode, exitCode, exitCodeOf } from "../errors/exit-code.js";
import type { LogEvent } from "./events.js";

const eventOf: Readonly<Record<ExitCode, LogEvent>> = {
  [exitCode.ok]: "stopped",
  [exitCode.unexpected]: "unexpected_error",
  [exitCode.config]: "config_mistake",
  [exitCode.gateway]: "gateway_unreachable",
  [exitCode.token]: "token_refused",
  [exitCode.storage]: "storage_failed",
  [exitCode.upload]: "upload_failed",
  [exitCode.quarantine]: "poll_quarantined",
};

/** What it means that a run, or a step of it, failed with this. */
export function failureEvent(error: unknown): LogEvent {
  return eventOf[exitCodeOf(error)];
}
