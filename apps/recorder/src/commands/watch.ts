import type { WalBuffer } from "@envoy/wal-buffer";
import { describeError } from "../errors/describe-error.js";
import { type ExitCode, exitCode, exitCodeOf, worstOf } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { flushStatus } from "../flush/due.js";
import { failureEvent } from "../log/failure-event.js";
import { openBuffer } from "../poll/buffer.js";
import { openGateway } from "../poll/gateway.js";
import type { Run } from "../run.js";
import { keepHeapSmall } from "../v8-flags.js";
import { everyMinute } from "../watch/every-minute.js";
import { flushInProcess } from "../watch/flush-process.js";
import { KeptGateway } from "../watch/kept-gateway.js";
import { serviceManager } from "../watch/service-manager.js";
import { Watchdog } from "../watch/watchdog.js";
import { pollGateway, runPoll } from "./record-steps.js";

/** How long a poll may go on after SIGTERM, in milliseconds; Docker kills after 10 s. */
const graceMs = 5_000;

/**
 * What cron's runs of `record` do, in one process and until SIGTERM: a poll each minute, and a flush
 * and an upload when they are due. Neither polls nor flushes wait for the other.
 */
export async function watch(run: Run): Promise<ExitCode> {
  // Before the heap grows: it stays for as long as the process.
  keepHeapSmall();
  const { logger, signal } = run;
  const buffer = openBuffer(run.config);
  const manager = serviceManager(process.env, (message) =>
    logger.warning("service_manager_failed", message),
  );
  const polling: Run = { ...run, signal: withGrace(signal) };
  await using gateway = new KeptGateway(() => openGateway(polling));
  using watchdog = new Watchdog(manager);

  const poll = async (): Promise<ExitCode> => {
    const step = gateway.use((client) => pollGateway(polling, buffer, client));
    const { codes, happenings } = await runPoll(polling, step);
    logger.steps(happenings);
    return worstOf(codes);
  };
  let flushed: ExitCode = exitCode.ok;
  const minute = async (): Promise<ExitCode> => {
    const polled = await attempt(run, poll);
    watchdog.notePoll();
    // A flush that failed stays bad until one has ended well.
    return worstOf([polled, flushed]);
  };

  // Not when the gateway has answered: a service may start while it is away.
  await manager?.notify("READY=1");
  const stopping = onceAborted(signal).then(() => manager?.notify("STOPPING=1"));
  await Promise.all([
    everyMinute(() => pinged(run, minute), signal),
    everyMinute(async () => {
      flushed = await attempt(run, () => flushIfDue(run, buffer, flushed));
    }, signal),
    stopping,
  ]);
  logger.info("stopped", `Ended: ${messageOf(signal.reason)}.`);
  return exitCode.ok;
}

async function pinged(run: Run, work: () => Promise<ExitCode>): Promise<void> {
  const { pingUrl } = run.config;
  if (pingUrl === undefined) {
    await work();
    return;
  }
  const { withPings } = await import("../monitoring/ping.js");
  await withPings(run, pingUrl, work);
}

/** The exit code of the flush, or `before` if none is due. */
async function flushIfDue(run: Run, buffer: WalBuffer, before: ExitCode): Promise<ExitCode> {
  const { kind } = await flushStatus(buffer, run.config.flushEveryMinutes);
  return kind === "due" ? flushInProcess(run) : before;
}

/** Logs what a minute's work failed with, so that the next minute tries again as cron would. */
async function attempt(
  { config, logger, signal }: Run,
  work: () => Promise<ExitCode>,
): Promise<ExitCode> {
  try {
    return await work();
  } catch (error) {
    if (signal.aborted) return exitCode.ok;
    logger.error(failureEvent(error), describeError(error, config.logLevel === "DEBUG"));
    return exitCodeOf(error);
  }
}

/** Aborts a little after `signal`, so that an answer that is on its way is saved. */
function withGrace(signal: AbortSignal): AbortSignal {
  const late = new AbortController();
  void onceAborted(signal).then(() => {
    setTimeout(() => late.abort(signal.reason), graceMs).unref();
  });
  return late.signal;
}

function onceAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
