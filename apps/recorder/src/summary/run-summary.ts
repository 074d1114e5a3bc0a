import { warnDaily } from "../daily-warning.js";
import { messageOf } from "../errors/message-of.js";
import { siteTimeZone } from "../insight/site-readings.js";
import type { Run } from "../run.js";
import { tryLock } from "../state/process-lock.js";
import { type MadeSummary, makeSummary } from "./make-summary.js";
import { putOff } from "./note.js";

/** How long a flush may take for it, in milliseconds: the next one goes on. */
export const maxMsOfFlush = 20_000;

const dayMs = 86_400_000;

/**
 * Brings the daily summary up to date under a lock of its own, which neither polls nor flushes wait for. What goes wrong
 * is logged once a day, and fails nothing: the archive has it all. Undefined if nothing was made for that reason, or
 * because another run is at it.
 */
export async function runSummary(
  { config, logger, signal }: Pick<Run, "config" | "logger" | "signal">,
  { maxMs }: { readonly maxMs?: number } = {},
): Promise<MadeSummary | undefined> {
  const warn = (message: string): Promise<void> =>
    warnDaily({ config, logger }, "summary_failed", message);
  try {
    const lock = await tryLock([config.tablesFolder], "summary");
    if (lock === undefined) return undefined;
    try {
      const options = { zone: siteTimeZone(config), now: Date.now(), signal };
      const made = await makeSummary(config, maxMs === undefined ? options : { ...options, maxMs });
      for (const problem of made.problems) await warn(`Not in the daily summary: ${problem}`);
      const months = made.months.join(", ");
      if (months !== "") logger.debug("summary_made", `Daily summary of ${months}`);
      return made;
    } finally {
      await lock.release();
    }
  } catch (error) {
    if (signal.aborted) throw error;
    await warn(
      `The daily summary could not be made: ${messageOf(error)} The archive has all readings; the next day tries again.`,
    );
    // Else each flush would try again.
    const now = Date.now();
    await putOff(config, now, now + dayMs).catch(() => undefined);
    return undefined;
  }
}
