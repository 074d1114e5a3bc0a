import { appendFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Scoreboard } from "@envoy/measure";
import { goals } from "./goals.js";
import { compare, cpuMsOf } from "./measure.js";
import { flush } from "./recorder.js";
import { freshFolder, writePolls } from "./site.js";
import type { Workspace } from "./workspace.js";

/** What it costs to keep the device reports of a day and of a month of 10 inverters. */
export async function measureReports(
  runs: number,
  workspace: Workspace,
  scoreboard: Scoreboard,
): Promise<void> {
  const folder = workspace.path("reports");
  for (const [count, goal] of [
    [1440, goals.dayWithReports],
    [43_200, goals.backlogWithReports],
  ] as const) {
    const polls = workspace.path(`polls-with-reports-${count}`);
    writePolls(polls, { polls: count });
    // Neither makes the daily summary, which looks gaps up in the reports.
    const folderWith = (path: string, areKept: boolean): string => {
      const fresh = freshFolder(path, { polls });
      const tables = `[tables]\ndevice_reports = ${areKept}\ndaily_summary = false\n`;
      appendFileSync(join(fresh, "config.toml"), tables);
      return fresh;
    };
    const { ratio, cpuMs, baselineMs } = await compare(
      runs,
      () => cpuMsOf(flush, folderWith(folder, true)),
      () => cpuMsOf(flush, folderWith(workspace.path("no-reports"), false)),
    );
    scoreboard.report(goal, ratio, `${cpuMs.toFixed(0)} ms over ${baselineMs.toFixed(0)} ms`);
  }
  scoreboard.report(goals.reportBytes, parquetBytesIn(join(folder, "data/tables")) / 1e6);
}

function parquetBytesIn(folder: string): number {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
