import { statSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { Scoreboard } from "@envoy/measure";
import { printGrowth } from "./growth.js";
import { measureBacklogs } from "./measure-backlog.js";
import { measureMeteredDay, measureMeteredPoll } from "./measure-metered.js";
import { measurePolls } from "./measure-polls.js";
import { measureReports } from "./measure-reports.js";
import { measureWatch } from "./measure-watch.js";
import { monthFile, noon, writeMonth } from "./month.js";
import { monthStart } from "./site.js";
import { Workspace } from "./workspace.js";

/** Prints the size of a month's file, and how much a day with 96 rewrites of it writes. */
function printDiskUse(workspace: Workspace): void {
  const { size } = statSync(join(workspace.path("backlog/data/parquet_archive"), monthFile));
  const noonPoll = join(workspace.path("polls"), `${monthStart + 12 * 3600}.json`);
  const written = 1440 * statSync(noonPoll).size + 96 * size;
  console.log(`\na month of 10 inverters: ${size} bytes of Parquet`);
  console.log(`1440 polls and 96 rewrites of a full month: ${(written / 1e6).toFixed(1)} MB a day`);
}

const isCheck = process.argv.includes("--check");
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);

using workspace = new Workspace();
await using simulator = await startSimulator({ now: () => noon + 900 });
const scoreboard = new Scoreboard();
await measureBacklogs(isCheck ? 1 : 5, workspace, scoreboard);
await measureReports(isCheck ? 1 : 5, workspace, scoreboard);
const month = await writeMonth(workspace);
await measurePolls(isCheck ? 7 : 21, simulator, month, workspace, scoreboard);
await measureMeteredPoll(isCheck ? 7 : 21, simulator, workspace, scoreboard);
await measureWatch(isCheck ? 240 : 1440, workspace, scoreboard);
if (!isCheck) {
  await measureMeteredDay(workspace, scoreboard);
  await printGrowth(workspace, month);
  printDiskUse(workspace);
}
if (isCheck) scoreboard.failIfFar();
