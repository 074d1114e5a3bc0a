import { resolve } from "node:path";
import type { ExitCode } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";

/** Archives the raw answers in folders, and changes nothing there. */
export async function backfill(run: Run, folders: readonly string[]): Promise<ExitCode> {
  const { runBackfill } = await import("../backfill/run-backfill.js");
  const { code, summary } = await runBackfill(
    run,
    folders.map((folder) => resolve(folder)),
  );
  printLine(summary);
  if (run.config.tables.dailySummary) {
    const { runSummary } = await import("../summary/run-summary.js");
    await runSummary(run);
  }
  return code;
}
