import { cpSync } from "node:fs";
import { join } from "node:path";
import { median } from "@envoy/measure";
import { cpuMsOf } from "./measure.js";
import { assertGrown, type Month, monthFile } from "./month.js";
import { flush } from "./recorder.js";
import { freshFolder, writePolls } from "./site.js";
import type { Workspace } from "./workspace.js";

/** Prints how a flush's cost grows with polls, with inverters and with months in the archive. */
export async function printGrowth(workspace: Workspace, month: Month): Promise<void> {
  const folder = workspace.path("growth");
  const cost = async (options: Parameters<typeof freshFolder>[1]): Promise<string> => {
    const costs: number[] = [];
    for (let i = 0; i < 3; i++) costs.push(await cpuMsOf(flush, freshFolder(folder, options)));
    return `${median(costs).toFixed(0)} ms`;
  };

  console.log("\npolls in the buffer -> CPU of their flush");
  for (const count of [1000, 4000, 16_000, 43_200]) {
    const polls = workspace.path(`polls-${count}`);
    writePolls(polls, { polls: count });
    console.log(`  ${count}: ${await cost({ polls })}`);
  }

  console.log("inverters -> CPU of flushing a day of theirs");
  for (const inverters of [10, 50, 100, 500]) {
    const polls = workspace.path(`inverters-${inverters}`);
    writePolls(polls, { polls: 1440, inverters });
    console.log(`  ${inverters}: ${await cost({ polls })}`);
  }

  console.log("months in the archive -> CPU of flushing 15 polls");
  const archive = workspace.path("archive");
  cpSync(month.archive, archive, { recursive: true });
  for (const months of [1, 12, 120]) {
    for (let i = 1; i < months; i++) {
      const year = 2026 - Math.ceil(i / 12);
      const file = join(archive, `year=${year}/month=${1 + (i % 12)}/00000000.parquet`);
      cpSync(join(month.archive, monthFile), file);
    }
    console.log(`  ${months}: ${await cost({ polls: month.quarterHour, archive })}`);
    assertGrown(folder, month);
  }
}
