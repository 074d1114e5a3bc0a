import type { WalBuffer } from "@envoy/wal-buffer";
import { type ExitCode, type RecorderError, worstOf } from "../errors/exit-code.js";
import { failureEvent } from "../log/failure-event.js";
import { openBuffer } from "../poll/buffer.js";
import { openGateway } from "../poll/gateway.js";
import type { Run } from "../run.js";
import {
  flushAndUpload,
  type LoggedOutcome,
  pollGateway,
  runPoll,
  runStep,
  type StepResult,
} from "./record-steps.js";

const nothing: StepResult = { happenings: [], codes: [] };

/**
 * One poll, and a flush and an upload if they are due: what cron runs each minute. `poll: false` leaves
 * out the poll and the pings, which the watch that started this sends.
 */
export async function record(
  run: Run,
  { poll = true }: { readonly poll?: boolean } = {},
): Promise<ExitCode> {
  const { pingUrl } = run.config;
  if (!poll || pingUrl === undefined) return recordOnce(run, poll);
  // Loaded only where it is configured: a poll needs none of it.
  const { withPings } = await import("../monitoring/ping.js");
  return withPings(run, pingUrl, () => recordOnce(run, poll));
}

async function recordOnce(run: Run, poll: boolean): Promise<ExitCode> {
  const buffer = openBuffer(run.config);
  const polled = poll ? await runPoll(run, pollOnce(run, buffer)) : nothing;
  // Also while the gateway is away: what is in the buffer can be flushed.
  const flushed = await runStep(run, flushAndUpload(run, buffer), logFailure);
  run.logger.steps([...polled.happenings, ...flushed.happenings]);
  return worstOf([...polled.codes, ...flushed.codes]);
}

async function* pollOnce(run: Run, buffer: WalBuffer): AsyncGenerator<LoggedOutcome> {
  await using client = await openGateway(run);
  yield* pollGateway(run, buffer, client);
}

function logFailure({ logger }: Run, error: RecorderError): void {
  logger.error(failureEvent(error), error.message);
}
