import type { WalBuffer } from "@envoy/wal-buffer";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { flushStatus } from "../flush/due.js";
import { openBuffer } from "../poll/buffer.js";
import { openGateway } from "../poll/gateway.js";
import { endOutage, isOutageNews } from "../poll/outage.js";
import { poll } from "../poll/poll.js";
import type { Outcome, Run } from "../run.js";
import { noteRun } from "../state/run-log.js";

/** One poll, and a flush and an upload if they are due: what cron runs each minute. */
export async function record(run: Run): Promise<ExitCode> {
  const buffer = openBuffer(run.config);
  const polled = await runStep(run, pollGateway(run, buffer));
  noteRun(run.config.state, "poll", polled.failures[0] ?? exitCode.ok);
  // Also while the gateway is away: what is in the buffer can be flushed.
  const flushed = await runStep(run, flushAndUpload(run, buffer));
  const summaries = [...polled.summaries, ...flushed.summaries];
  if (summaries.length > 0) run.logger.info`${summaries.join("; ")}`;
  const failures = [...polled.failures, ...flushed.failures];
  // Trouble with the disk comes before trouble with the gateway.
  return failures.includes(exitCode.storage) ? exitCode.storage : (failures[0] ?? exitCode.ok);
}

async function* pollGateway(run: Run, buffer: WalBuffer): AsyncGenerator<Outcome> {
  await using client = await openGateway(run);
  for await (const { page, path, bytes, looksUsable } of poll(client, buffer, run.signal)) {
    const summary =
      page === "device_data"
        ? `saved ${bytes} bytes as ${path}`
        : `the list of all inverters as ${path}`;
    if (!looksUsable) {
      run.logger
        .warning`${`${run.config.envoy.host} did not answer with readings but with something else, such as a web page or an error text: see ${path}. Is envoy.ip_address the gateway's?`}`;
    }
    yield { code: looksUsable ? exitCode.ok : exitCode.gateway, summary };
  }
  if (await endOutage(run.config.state)) run.logger.warning`${"The gateway answers again."}`;
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
  readonly failures: readonly ExitCode[];
}

/**
 * Runs a step up to its first failure, which is logged; anything unforeseen is thrown. That the
 * gateway stays away is logged once an hour, and each time if a person sees it.
 */
async function runStep(run: Run, step: AsyncIterable<Outcome>): Promise<StepResult> {
  const summaries: string[] = [];
  const failures: ExitCode[] = [];
  try {
    for await (const { code, summary } of step) {
      summaries.push(summary);
      if (code !== exitCode.ok) failures.push(code);
    }
  } catch (reason) {
    const error = asGatewayError(reason);
    if (run.signal.aborted || !(error instanceof RecorderError)) throw error;
    const isKnown =
      error.exitCode === exitCode.gateway &&
      !process.stderr.isTTY &&
      !(await isOutageNews(run.config.state));
    if (isKnown) run.logger.debug`${error.message}`;
    else run.logger.error`${error.message}`;
    failures.push(error.exitCode);
  }
  return { summaries, failures };
}
