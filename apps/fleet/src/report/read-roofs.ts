import { parquetBatches } from "./parquet-rows.js";
import type { Roof } from "./roof.js";

/** The gateways of a table's gateways.parquet, by shard, and in each by name. Rejects if it is missing or damaged. */
export async function readRoofs(path: string): Promise<readonly Roof[]> {
  const roofs: Roof[] = [];
  for await (const batch of parquetBatches(path)) {
    for (let row = 0; row < batch.rows; row++) {
      roofs.push({
        gateway: batch.text("gateway", row) ?? "",
        shard: batch.number("shard", row),
        timeZone: batch.text("time_zone", row),
        latitude: orUndefined(batch.number("latitude", row)),
        longitude: orUndefined(batch.number("longitude", row)),
        inverters: orUndefined(batch.number("inverters", row)),
        firstReading: batch.time("first_reading", row),
        lastReading: batch.time("last_reading", row),
      });
    }
  }
  return roofs.sort((a, b) => a.shard - b.shard || (a.gateway < b.gateway ? -1 : 1));
}

function orUndefined(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}
