import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { median, type Scoreboard } from "@envoy/measure";
import { type FleetFolder, memoryLimitBytes, tables, threads } from "./fleet-folder.js";
import { goals } from "./goals.js";
import { type Cost, costOf, rate } from "./measured-process.js";

const plainCopy = fileURLToPath(new URL("./plain-copy.js", import.meta.url));

/** What a compaction of all took. */
export interface FullRun {
  readonly rows: number;
  readonly cost: Cost;
}

/**
 * A whole landing of a closed month, and the same COPY alone, in turn, so that a machine that gets slower slows both.
 * The table "closed" of the last run stays.
 */
export async function measureFull(
  fleet: FleetFolder,
  runs: number,
  scoreboard: Scoreboard,
): Promise<FullRun> {
  const pairs: { readonly cost: Cost; readonly copy: Cost }[] = [];
  for (let i = 0; i < runs; i++) {
    fleet.remove(tables.closed);
    const cost = await fleet.compact(tables.closed);
    const copied = join(fleet.folder, "copied");
    const args = [plainCopy, fleet.landing, copied, String(memoryLimitBytes), String(threads)];
    pairs.push({ cost, copy: await costOf(args) });
    fleet.remove({ name: "copied" });
  }
  const { rows, bytes, files } = await fleet.sizeOf(tables.closed);
  const cost = pairs.map((pair) => pair.cost).sort((a, b) => a.cpuSeconds - b.cpuSeconds)[
    pairs.length >> 1
  ];
  const copy = pairs.at(-1)?.copy;
  if (cost === undefined || copy === undefined) throw new TypeError("runs must be 1 at least.");
  console.log(`table: ${rows} rows in ${files} files, ${(bytes / rows).toFixed(2)} bytes a row`);
  console.log(`compaction: ${rate(rows, cost)}`);
  console.log(`COPY alone: ${rate(rows, copy)}`);
  const ratios = pairs.map((pair) => pair.cost.cpuSeconds / pair.copy.cpuSeconds);
  const clock = pairs.map((pair) => pair.cost.seconds / pair.copy.seconds);
  const detail = `by the clock ${median(clock).toFixed(2)}`;
  scoreboard.report(goals.compaction, median(ratios), detail);
  const peak = Math.max(...pairs.map((pair) => pair.cost.peakBytes));
  scoreboard.report(goals.memory, peak / memoryLimitBytes, `${(peak / 1e6).toFixed(0)} MB`);
  return { rows, cost };
}
