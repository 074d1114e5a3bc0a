import type { WalBuffer } from "@envoy/wal-buffer";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { whyFlush } from "../flush/due.js";
import { openBuffer } from "../poll/buffer.js";
import type { Outcome, Run } from "../run.js";

/** Flushes when it is due, or at once with `force`; with `rewrite` mends the earlier recorder's months too. Asks the gateway nothing. */
export async function flush(
  run: Run,
  options: { readonly force: boolean; readonly rewrite: boolean },
): Promise<ExitCode> {
  const flushed = await flushBuffer(run, options.force);
  run.logger.info`${flushed.summary}`;
  if (!options.rewrite) return flushed.code;
  const { rewriteArchive } = await import("../flush/rewrite.js");
  const rewritten = await rewriteArchive(run);
  run.logger.info`${rewritten.summary}`;
  return flushed.code === exitCode.ok ? rewritten.code : flushed.code;
}

async function flushBuffer(run: Run, force: boolean): Promise<Outcome> {
  const buffer = openBuffer(run.config);
  const { flushEveryMinutes } = run.config;
  const reason = await whyFlush(buffer, flushEveryMinutes);
  if (reason !== undefined || (force && !(await isEmpty(buffer)))) {
    const { runFlush } = await import("../flush/run-flush.js");
    return runFlush(run, buffer);
  }
  const summary = (await isEmpty(buffer))
    ? `Nothing to flush: ${buffer.folder} holds no polls.`
    : `Not due yet: the oldest poll is younger than ${flushEveryMinutes} min (--force flushes all the same).`;
  return { code: exitCode.ok, summary };
}

async function isEmpty(buffer: WalBuffer): Promise<boolean> {
  const batches = await buffer.sealedBatches();
  return batches.length === 0 && (await buffer.oldestAgeSeconds()) === undefined;
}
