import type { WalBuffer } from "@envoy/wal-buffer";
import { type ExitCode, exitCode, RecorderError, worstOf } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { flushStatus } from "../flush/due.js";
import { openBuffer } from "../poll/buffer.js";
import { openGateway } from "../poll/gateway.js";
import { endOutage, logFailedPoll, logUnusableAnswer } from "../poll/outage.js";
import { poll } from "../poll/poll.js";
import type { Outcome, Run } from "../run.js";
import { noteRun } from "../state/run-log.js";

/** One poll, and a flush and an upload if they are due: what cron runs each minute. */
export async function record(run: Run): Promise<ExitCode> {
  const buffer = openBuffer(run.config);
  const polled = await runStep(run, pollGateway(run, buffer), logFailedPoll);
  noteRun(run.config.state, "poll", worstOf(polled.codes));
  // Also while the gateway is away: what is in the buffer can be flushed.
  const flushed = await runStep(run, flushAndUpload(run, buffer), logFailure);
  const summaries = [...polled.summaries, ...flushed.summaries];
  if (summaries.length > 0) run.logger.info`${summaries.join("; ")}`;
  return worstOf([...polled.codes, ...flushed.codes]);
}

async function* pollGateway(run: Run, buffer: WalBuffer): AsyncGenerator<Outcome> {
  await using client = await openGateway(run);
  let unusable: string | undefined;
  for await (const { page, path, bytes, looksUsable } of poll(client, buffer, run.signal)) {
    const summary =
      page === "device_data"
        ? `saved ${bytes} bytes as ${path}`
        : `the list of all inverters as ${path}`;
    yield { code: looksUsable ? exitCode.ok : exitCode.gateway, summary };
    if (!looksUsable) unusable ??= path;
  }
  if (unusable === undefined) await endOutage(run);
  else await logUnusableAnswer(run, unusable);
}

async function* flushAndUpload(run: Run, buffer: WalBuffer): AsyncGenerator<Outcome> {
  const { flushEveryMinutes, huggingFace, state, uploadEveryMinutes } = run.config;
  const status = await flushStatus(buffer, flushEveryMinutes);
  if (status.kind !== "due") return;
  run.logger.debug`${`Flush: ${status.reason}`}`;
  // Loaded only now: most minutes flush nothing.
  const { runFlush } = await import("../flush/run-flush.js");
  yield await runFlush(run, buffer);
  if (huggingFace === undefined) return;
  const { isUploadDue } = await import("../upload/due.js");
  if (!(await isUploadDue(state, uploadEveryMinutes))) return;
  const { runUpload } = await import("../upload/run-upload.js");
  yield await runUpload(run, huggingFace);
}

interface StepResult {
  readonly summaries: readonly string[];
  readonly codes: readonly ExitCode[];
}

/** Runs a step up to its first failure, which is logged; anything unforeseen is thrown. */
async function runStep(
  run: Run,
  step: AsyncIterable<Outcome>,
  log: (run: Run, error: RecorderError) => Promise<void> | void,
): Promise<StepResult> {
  const summaries: string[] = [];
  const codes: ExitCode[] = [];
  try {
    for await (const { code, summary } of step) {
      summaries.push(summary);
      codes.push(code);
    }
  } catch (reason) {
    const error = asGatewayError(reason);
    if (run.signal.aborted || !(error instanceof RecorderError)) throw error;
    await log(run, error);
    codes.push(error.exitCode);
  }
  return { summaries, codes };
}

function logFailure({ logger }: Run, { message }: RecorderError): void {
  logger.error`${message}`;
}
