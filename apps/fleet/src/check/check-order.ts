import { join } from "node:path";
import { unorderedRows } from "@envoy/fleet-engine";
import { counted } from "../counted.js";
import { inBatches } from "../engine/in-batches.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type Detail, type Finding, findingOf } from "./finding.js";
import { numberOf } from "./read-parts.js";

/** Whether the rows of each file are in order. Only DuckDB can tell, whatever the fleet's engine is. */
export async function checkOrder({
  generation: { folder, manifest },
  duckDb,
  signal,
}: CheckedFleet): Promise<Finding> {
  const details: Detail[] = [];
  for (const batch of inBatches(manifest.files, () => 1)) {
    const selects = batch.map(({ path }) => unorderedRows(join(folder, path)));
    const answers = await duckDb.read(selects, { signal });
    for (const [i, { path }] of batch.entries()) {
      const count = numberOf(answers[i]?.[0] ?? {}, "rows");
      if (count === 0) continue;
      details.push({ where: path, count, message: `${counted(count, "row")} out of order` });
    }
  }
  return findingOf("order", "wrong", details, {
    ok: "The rows of each file are in order of gateway, inverter and time",
    found: `${counted(details.length, "file")} with rows out of order`,
  });
}
