import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { defaultShards } from "@envoy/fleet-table";
import { Scoreboard } from "@envoy/measure";
import { FleetFolder, memoryLimitBytes } from "./fleet-folder.js";
import { goals } from "./goals.js";
import { generated, type LandingSize } from "./landing-size.js";
import { type FullRun, measureFull } from "./measure-full.js";
import { measureLater, measureNight } from "./measure-later.js";
import { measureSpark } from "./measure-spark.js";

const { values } = parseArgs({
  options: {
    /** A small fleet, and exit code 1 where a result is past twice its goal. */
    check: { type: "boolean", default: false },
    gateways: { type: "string", default: "1000" },
    /** Spark's folder, to measure it too. */
    spark: { type: "string" },
    folder: { type: "string", default: tmpdir() },
  },
});
const gateways = values.check ? 200 : Number(values.gateways);
/** One less than a month has, so that there is one to come. */
const days = values.check ? 6 : 29;
const runs = values.check || gateways > 2000 ? 1 : 3;

/** Makes a landing and compacts it; `then` measures more of it. */
async function measure(
  count: number,
  then: (fleet: FleetFolder, size: LandingSize, full: FullRun) => Promise<void>,
): Promise<FullRun> {
  const folder = mkdtempSync(join(values.folder, "fleet-bench-"));
  try {
    const fleet = new FleetFolder(folder);
    const size = { gateways: count, days, shards: defaultShards(count) };
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    const { rows, bytes } = await generated(fleet, size);
    const { user, system } = process.cpuUsage(cpu);
    const seconds = ((performance.now() - began) / 1000).toFixed(1);
    const speed = (rows / (user + system)).toFixed(2);
    console.log(
      `\n${count} gateways, ${size.shards} shards: ${rows} rows simulated in ${seconds} s`,
    );
    console.log(
      `simulation: ${speed} million rows/s/core, ${(bytes / rows).toFixed(2)} bytes a row`,
    );
    const full = await measureFull(fleet, runs, scoreboard);
    await then(fleet, size, full);
    return full;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scoreboard = new Scoreboard();
console.log(`${cpus()[0]?.model}, ${cpus().length} cores, Node ${process.version}`);
console.log(`memory limit ${memoryLimitBytes / 1e6} MB`);
const all = await measure(gateways, async (fleet, size, full) => {
  if (values.spark !== undefined) await measureSpark(fleet, values.spark);
  await measureLater(fleet, size, full, scoreboard, !values.check);
  if (runs > 1) await measureNight(fleet, size);
});
if (!values.check) {
  const tenth = await measure(Math.ceil(gateways / 10), async () => undefined);
  const perRow = ({ rows, cost }: FullRun): number => cost.cpuSeconds / rows;
  scoreboard.report(goals.growth, perRow(all) / perRow(tenth));
}
if (values.check) scoreboard.failIfFar();
