import type { EnvoyClient } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import { type ExitCode, exitCode, RecorderError, worstOf } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { flushStatus } from "../flush/due.js";
import type { Happening } from "../log/event-logger.js";
import type { LogEvent } from "../log/events.js";
import { compressionOf } from "../poll/buffer.js";
import { type EquipmentPlan, planEquipment } from "../poll/equipment.js";
import { endOutage, logFailedPoll, logUnusableAnswer } from "../poll/outage.js";
import { poll } from "../poll/poll.js";
import type { Outcome, Run } from "../run.js";
import { noteRun } from "../state/run-log.js";

/** What a step did, in words, and the exit codes that it ended with. */
export interface StepResult {
  readonly happenings: readonly Happening[];
  readonly codes: readonly ExitCode[];
}

/** How a part of a step ended, and as what it is logged. */
export type LoggedOutcome = Outcome & { readonly event: LogEvent };

/**
 * Saves what the gateway answers, the inverters' page first, and logs if that cannot be readings. The pages of
 * meters and batteries follow also if the list of all inverters fails.
 */
export async function* pollGateway(
  run: Run,
  buffer: WalBuffer,
  client: EnvoyClient,
): AsyncGenerator<LoggedOutcome> {
  const began = performance.now();
  const plan = await planEquipment(run.config);
  const compression = compressionOf(run.config, plan.hasAny);
  let hasReadings = false;
  let unusable: string | undefined;
  let failure: unknown;
  try {
    for await (const { page, path, bytes, looksUsable } of poll(client, buffer, {
      compression,
      signal: run.signal,
    })) {
      const summary =
        page === "device_data"
          ? `saved ${bytes} bytes as ${path}`
          : `the list of all inverters as ${path}`;
      yield { code: looksUsable ? exitCode.ok : exitCode.gateway, summary, event: "poll_saved" };
      if (!looksUsable) unusable ??= path;
      hasReadings ||= looksUsable;
    }
  } catch (error) {
    if (!hasReadings || run.signal.aborted) throw error;
    failure = error;
  }
  if (hasReadings) yield* pollRest(run, buffer, client, plan, began);
  if (failure !== undefined) throw failure;
  if (unusable === undefined) await endOutage(run);
  else await logUnusableAnswer(run, unusable);
}

/** Saves the pages of meters and batteries, where there are any. */
async function* pollRest(
  run: Run,
  buffer: WalBuffer,
  client: EnvoyClient,
  plan: EquipmentPlan,
  began: number,
): AsyncGenerator<LoggedOutcome> {
  if (!plan.isListDue && !plan.isPollDue) return;
  // Loaded only now: most sites have neither.
  const { pollEquipment } = await import("../poll/poll-equipment.js");
  const saved: string[] = [];
  for await (const label of pollEquipment(run, buffer, client, plan, began)) saved.push(label);
  if (saved.length > 0) {
    yield { code: exitCode.ok, summary: `with ${saved.join(", ")}`, event: "poll_saved" };
  }
}

/** Runs the steps of a poll, and notes how it ended. */
export async function runPoll(run: Run, steps: AsyncIterable<LoggedOutcome>): Promise<StepResult> {
  const polled = await runStep(run, steps, logFailedPoll);
  noteRun(run.config.state, "poll", worstOf(polled.codes));
  return polled;
}

/** Flushes if that is due, and then uploads if that is due. */
export async function* flushAndUpload(run: Run, buffer: WalBuffer): AsyncGenerator<LoggedOutcome> {
  const { flushEveryMinutes, huggingFace, state, uploadEveryMinutes } = run.config;
  const status = await flushStatus(buffer, flushEveryMinutes);
  if (status.kind !== "due") return;
  run.logger.debug("flush_due", `Flush: ${status.reason}`);
  // Loaded only now: most minutes flush nothing.
  const { runFlush } = await import("../flush/run-flush.js");
  const flushed = await runFlush(run, buffer);
  yield { ...flushed, event: "flush_done" };
  // What cannot be read or written has been said once.
  if (flushed.code !== exitCode.storage) await summariseIfDue(run);
  if (huggingFace === undefined) return;
  const { isUploadDue } = await import("../upload/due.js");
  if (!(await isUploadDue(state, uploadEveryMinutes))) return;
  const { runUpload } = await import("../upload/run-upload.js");
  yield { ...(await runUpload(run, huggingFace)), event: "upload_done" };
}

/** Makes the daily summary once a local day, after the archive has all that it is made from. */
async function summariseIfDue(run: Run): Promise<void> {
  const { isSummaryDue } = await import("../summary/note.js");
  if (!(await isSummaryDue(run.config, Date.now()))) return;
  const { maxMsOfFlush, runSummary } = await import("../summary/run-summary.js");
  await runSummary(run, { maxMs: maxMsOfFlush });
}

/** Runs a step up to its first failure, which is logged; anything unforeseen is thrown. */
export async function runStep(
  run: Run,
  step: AsyncIterable<LoggedOutcome>,
  log: (run: Run, error: RecorderError) => Promise<void> | void,
): Promise<StepResult> {
  const happenings: Happening[] = [];
  const codes: ExitCode[] = [];
  try {
    for await (const { code, summary, event } of step) {
      happenings.push({ event, message: summary });
      codes.push(code);
    }
  } catch (reason) {
    const error = asGatewayError(reason);
    if (run.signal.aborted || !(error instanceof RecorderError)) throw error;
    await log(run, error);
    codes.push(error.exitCode);
  }
  return { happenings, codes };
}
