import { join } from "node:path";
import type { Config } from "../config/config.js";
import { counted } from "../counted.js";
import { exitCode, isExitCode } from "../errors/exit-code.js";
import { bufferFacts } from "../health/buffer-facts.js";
import { runFacts } from "../health/poll-facts.js";
import { countPolls, openBuffer } from "../poll/buffer.js";
import { duration } from "./ago.js";
import { type Finding, fail, ok, warn } from "./finding.js";

/** Whether polls are archived: the age of the oldest that waits, against the interval of flushes. */
export async function bufferFinding(config: Config, now: number): Promise<Finding> {
  const buffer = openBuffer(config);
  const waiting = await countPolls(buffer);
  const age = await buffer.oldestAgeSeconds();
  const { lastFlush } = runFacts(config, now);
  const toFlush = "To see what keeps them: envoy-recorder flush --force";
  const wait = waiting === 1 ? "1 poll waits" : `${waiting} polls wait`;
  // Polls in quarantine have a check of their own.
  const failed = lastFlush?.exitCode === exitCode.quarantine ? 0 : (lastFlush?.exitCode ?? 0);
  if (waiting > 0 && failed !== 0) {
    const code = isExitCode(failed) ? failed : exitCode.unexpected;
    return fail(code, `${wait}; the last flush ended with ${failed}`, toFlush);
  }
  if (age !== undefined && age < 0) {
    return warn(
      `${wait}, one from the future`,
      "Was the clock changed? A flush archives them all the same.",
    );
  }
  // A flush that is due needs a poll's run to start it, and may take a while.
  const limit = config.flushEveryMinutes * 60 * 2 + 600;
  const flushes = `a flush is due each ${duration(config.flushEveryMinutes * 60)}`;
  if (age !== undefined && age > limit) {
    return warn(`${wait}, the oldest for ${duration(age)}; ${flushes}`, toFlush);
  }
  const oldest = age === undefined ? "" : `, the oldest for ${duration(age)}`;
  return ok(waiting === 0 ? "no poll waits" : `${wait}${oldest}`);
}

/** Whether polls could not be used. */
export async function quarantineFinding(config: Config): Promise<Finding> {
  const { quarantined } = await bufferFacts(config);
  if (quarantined === 0) return ok("empty");
  const folder = join(config.liveBuffer, "quarantine");
  return warn(
    `${counted(quarantined, "poll")} could not be used`,
    `Each has its reason beside it in ${folder}. Once a newer version can read them: envoy-recorder backfill '${folder}'`,
  );
}
