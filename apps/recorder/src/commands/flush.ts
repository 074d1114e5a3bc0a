import { counted } from "../counted.js";
import { type ExitCode, exitCode, worstOf } from "../errors/exit-code.js";
import { type FlushStatus, flushStatus } from "../flush/due.js";
import { openBuffer } from "../poll/buffer.js";
import { printLine } from "../print-line.js";
import type { Outcome, Run } from "../run.js";

/** Flushes when it is due, or at once with `force`; with `rewrite` it rewrites the earlier recorder's months too, or converts the archive to the config's types; with `fromReports` it adds to the archive what the device reports say. Does not poll. */
export async function flush(
  run: Run,
  options: { readonly force: boolean; readonly rewrite: boolean; readonly fromReports: boolean },
): Promise<ExitCode> {
  const outcomes = [await flushBuffer(run, options.force)];
  printLine(outcomes[0]?.summary);
  // What cannot be read or written has been said once.
  if (options.force && outcomes[0]?.code !== exitCode.storage) await summarise(run);
  if (options.rewrite) {
    const { rewriteArchive } = await import("../flush/rewrite.js");
    outcomes.push(await rewriteArchive(run));
    printLine(outcomes.at(-1)?.summary);
  }
  if (options.fromReports) {
    const { archiveFromReports } = await import("../flush/from-reports.js");
    outcomes.push(await archiveFromReports(run));
    printLine(outcomes.at(-1)?.summary);
  }
  return worstOf(outcomes.map(({ code }) => code));
}

/** Also if there was nothing to flush: the archive may have changed in other ways. */
async function summarise(run: Run): Promise<void> {
  if (!run.config.tables.dailySummary) return;
  const { runSummary } = await import("../summary/run-summary.js");
  const { months = [] } = (await runSummary(run)) ?? {};
  if (months.length > 0) printLine(`daily summary: ${counted(months.length, "month")} made`);
}

async function flushBuffer(run: Run, force: boolean): Promise<Outcome> {
  const buffer = openBuffer(run.config);
  const status = await flushStatus(buffer, run.config.flushEveryMinutes);
  if (status.kind === "due" || (force && status.kind !== "empty")) {
    const { runFlush } = await import("../flush/run-flush.js");
    return runFlush(run, buffer);
  }
  return { code: exitCode.ok, summary: whyNotNow(status, run) };
}

function whyNotNow(status: Exclude<FlushStatus, { kind: "due" }>, { config }: Run): string {
  switch (status.kind) {
    case "empty":
      return `Nothing to flush: ${config.liveBuffer} holds no polls.`;
    case "young":
      return `Not due yet: the oldest poll is younger than ${config.flushEveryMinutes} min. --force flushes now.`;
    case "backing-off": {
      const until = status.until.toISOString().replace(/\.\d+Z$/, "Z");
      return `Not due before ${until}: the last flush could not use a file of the archive, which a person has to repair. --force tries now.`;
    }
  }
}
