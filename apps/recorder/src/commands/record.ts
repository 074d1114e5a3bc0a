import type { WalBuffer } from "@envoy/wal-buffer";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { whyFlush } from "../flush/due.js";
import { openBuffer } from "../poll/buffer.js";
import { openGateway } from "../poll/gateway.js";
import { poll } from "../poll/poll.js";
import type { Outcome, Run } from "../run.js";

/** One poll, and a flush and an upload where they are due: what cron runs each minute. */
export async function record(run: Run): Promise<ExitCode> {
  const buffer = openBuffer(run.config);
  const outcomes = [
    ...(await outcomesOf(run, pollGateway(run, buffer))),
    // Also while the gateway is away: what is in the buffer can be flushed.
    ...(await outcomesOf(run, flushAndUpload(run, buffer))),
  ];
  const summary = outcomes.flatMap(({ summary }) => summary ?? []).join("; ");
  if (summary !== "") run.logger.info`${summary}`;
  const failures = outcomes.map(({ code }) => code).filter((code) => code !== exitCode.ok);
  // Trouble with the disk comes before trouble with the gateway.
  return failures.includes(exitCode.storage) ? exitCode.storage : (failures[0] ?? exitCode.ok);
}

async function* pollGateway(run: Run, buffer: WalBuffer): AsyncGenerator<Outcome> {
  await using client = await openGateway(run);
  for await (const { page, path, bytes } of poll(client, buffer, run.signal)) {
    const summary =
      page === "device_data"
        ? `saved ${bytes} bytes as ${path}`
        : `the list of all inverters as ${path}`;
    yield { code: exitCode.ok, summary };
  }
}

async function* flushAndUpload(run: Run, buffer: WalBuffer): AsyncGenerator<Outcome> {
  const { flushEveryMinutes, huggingFace, state, uploadEveryMinutes } = run.config;
  const reason = await whyFlush(buffer, flushEveryMinutes);
  if (reason === undefined) return;
  run.logger.debug`${`Flush: ${reason}`}`;
  // Loaded only now: most minutes flush nothing.
  const { runFlush } = await import("../flush/run-flush.js");
  yield await runFlush(run, buffer);
  if (huggingFace === undefined) return;
  const { isUploadDue } = await import("../upload/due.js");
  if (!(await isUploadDue(state, uploadEveryMinutes))) return;
  const { runUpload } = await import("../upload/run-upload.js");
  yield await runUpload(run, huggingFace);
}

/** The outcomes of a step up to its first failure, which is logged; anything unforeseen is thrown. */
async function outcomesOf(run: Run, step: AsyncIterable<Outcome>): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  try {
    for await (const outcome of step) outcomes.push(outcome);
  } catch (reason) {
    const error = asGatewayError(reason);
    if (run.signal.aborted || !(error instanceof RecorderError)) throw error;
    run.logger.error`${error.message}`;
    outcomes.push({ code: error.exitCode });
  }
  return outcomes;
}
