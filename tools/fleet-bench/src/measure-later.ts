import type { Scoreboard } from "@envoy/measure";
import { type FleetFolder, tables } from "./fleet-folder.js";
import { goals } from "./goals.js";
import { generated, type LandingSize } from "./landing-size.js";
import type { FullRun } from "./measure-full.js";
import { type Cost, rate } from "./measured-process.js";

/**
 * A hundredth of the gateways bring one day more: to a table whose month is open, with a file for each day and shard, and
 * late to the table "closed". A new day is judged only if `isJudged`: in a small fleet, what it takes is Node's start.
 */
export async function measureLater(
  fleet: FleetFolder,
  size: LandingSize,
  closed: FullRun,
  scoreboard: Scoreboard,
  isJudged: boolean,
): Promise<void> {
  const { open: openTable, closed: closedTable } = tables;
  const full = await fleet.compact(openTable);
  const { rows, files } = await fleet.sizeOf(openTable);
  console.log(`open month: ${files} files, ${rate(rows, full)}`);
  const gateways = Math.max(1, Math.round(size.gateways / 100));
  const firstSequence = size.gateways + 1;
  await generated(fleet, { ...size, gateways, days: size.days + 1, firstSequence });

  const day = await fleet.compact(openTable);
  const added = (await fleet.sizeOf(openTable)).rows - rows;
  const detail = `${added} rows of ${gateways} gateways added, ${seconds(day)} of ${seconds(full)}`;
  if (isJudged) scoreboard.report(goals.newDay, share(day, full), detail);
  else console.log(`a new day: ${detail}`);
  console.log(`nothing new: ${seconds(await fleet.compact(openTable))}`);

  const waiting = await fleet.compact(closedTable);
  const closing = await fleet.compact(closedTable, "--close");
  const of = `of the ${seconds(closed.cost)} of a full run`;
  console.log(
    `the same rows, late: ${share(waiting, closed.cost).toFixed(1)} % ${of} to add them beside the closed month, then ${share(closing, closed.cost).toFixed(0)} % to close it again`,
  );
  const lateRows = (await fleet.sizeOf(closedTable)).rows - closed.rows;
  if (lateRows !== added) throw new Error(`${lateRows} late rows were added, and not ${added}.`);
}

/** All gateways bring one day more, as each night, to the table whose month is open. Comes after {@link measureLater}. */
export async function measureNight(fleet: FleetFolder, size: LandingSize): Promise<void> {
  const { rows } = await fleet.sizeOf(tables.open);
  const firstSequence = 2 * size.gateways + 1;
  const landed = await generated(fleet, { ...size, days: size.days + 1, firstSequence });
  const cost = await fleet.compact(tables.open);
  const added = (await fleet.sizeOf(tables.open)).rows - rows;
  console.log(
    `a new day of all: ${added} rows of the ${landed.rows} landed; ${rate(landed.rows, cost)}`,
  );
}

function share(part: Cost, full: Cost): number {
  return (100 * part.cpuSeconds) / full.cpuSeconds;
}

function seconds({ cpuSeconds }: Cost): string {
  return `${cpuSeconds.toFixed(1)} s of CPU`;
}
