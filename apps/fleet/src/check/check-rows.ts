import { landingDifference, type Row, repeatedReadings } from "@envoy/fleet-engine";
import { counted } from "../counted.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type Detail, type Finding, findingOf } from "./finding.js";
import { numberOf, readParts } from "./read-parts.js";
import type { ShardMonth } from "./shard-months.js";

/** Whether the table has exactly the readings that were landed first, both ways, and as many as the manifest says. */
export async function checkRows(fleet: CheckedFleet): Promise<Finding> {
  const answers = await readParts(fleet, fleet.parts, ({ published: previous, rounds }) =>
    landingDifference({ previous, rounds }),
  );
  const readings = answers.reduce((sum, [, [row = {}]]) => sum + numberOf(row, "table_rows"), 0);
  const details = answers.flatMap(([part, [row = {}]]) => faultsOf(part, row));
  return findingOf("rows", "wrong", details, {
    ok: `${counted(readings, "reading")} of the table are those of the landing, and the other way round`,
    found: `The table and the landing differ in ${counted(details.length, "way")}`,
  });
}

function faultsOf({ name, rows }: ShardMonth, row: Row): readonly Detail[] {
  const inTable = numberOf(row, "table_rows");
  const faults: readonly (readonly [number, string])[] = [
    [numberOf(row, "missing"), "of the landing not in the table"],
    [numberOf(row, "extra"), "of the table in no file of the landing"],
    [numberOf(row, "different"), "with other values than were captured first"],
    [Math.abs(inTable - rows), `more or fewer than the ${rows} of the manifest`],
  ];
  return faults
    .filter(([count]) => count > 0)
    .map(([count, what]) => ({
      where: name,
      count,
      message: `${counted(count, "reading")} ${what}`,
    }));
}

/** Whether no reading is in the table twice. */
export async function checkKeys(fleet: CheckedFleet): Promise<Finding> {
  const parts = fleet.parts.filter(({ published }) => published.length > 0);
  const answers = await readParts(fleet, parts, ({ published }) => repeatedReadings(published));
  const details = answers
    .map(([{ name }, [row = {}]]) => ({ where: name, count: numberOf(row, "readings") }))
    .filter(({ count }) => count > 0)
    .map((found) => ({ ...found, message: `${counted(found.count, "reading")} more than once` }));
  return findingOf("keys", "wrong", details, {
    ok: "No reading is in the table twice",
    found: `${counted(details.length, "shard")} with readings that are there more than once`,
  });
}
