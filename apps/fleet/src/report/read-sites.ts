import type { ShardFiles } from "./engine-step.js";
import { GatewayRows } from "./gateway-rows.js";
import type { ParquetBatch } from "./parquet-rows.js";
import type { Roof } from "./roof.js";
import { type DaySpan, type InverterDay, type SiteMonth, siteMonth } from "./site-month.js";

/** A roof's month. */
export interface RoofMonth {
  /** Its place in the list. */
  readonly index: number;
  readonly roof: Roof;
  readonly site: SiteMonth;
}

/** The months of all roofs, in their order (by shard and gateway), one in memory at a time. Rejects with the signal's reason. */
export async function* readSites(
  roofs: readonly Roof[],
  shards: ReadonlyMap<number, ShardFiles>,
  span: DaySpan,
  signal: AbortSignal,
): AsyncGenerator<RoofMonth> {
  let shard: number | undefined;
  let days = new GatewayRows(undefined, inverterDay);
  let before = new GatewayRows(undefined, lastReading);
  for (const [index, roof] of roofs.entries()) {
    signal.throwIfAborted();
    if (roof.shard !== shard) {
      shard = roof.shard;
      const files = shards.get(shard);
      days = new GatewayRows(files?.days, inverterDay);
      before = new GatewayRows(files?.before, lastReading);
    }
    const rows = await days.of(roof.gateway);
    const lastEnds = new Map(await before.of(roof.gateway));
    yield { index, roof, site: siteMonth(rows, lastEnds, span) };
  }
}

function inverterDay(batch: ParquetBatch, row: number): InverterDay {
  return {
    serialNumber: batch.text("serial_number", row) ?? "",
    day: batch.number("day", row),
    readings: batch.number("readings", row),
    energies: batch.number("energies", row),
    joules: batch.number("joules", row),
    seconds: batch.number("seconds", row),
    producingSeconds: batch.number("producing_seconds", row),
    errorSeconds: batch.number("error_seconds", row),
    firstSecond: batch.number("first_second", row),
    lastSecond: batch.number("last_second", row),
    wattHoursToday: batch.number("watt_hours_today", row),
    lastEnd: batch.number("last_end_us", row) / 1000,
  };
}

function lastReading(batch: ParquetBatch, row: number): readonly [string, number] {
  return [batch.text("serial_number", row) ?? "", batch.number("last_end_us", row) / 1000];
}
