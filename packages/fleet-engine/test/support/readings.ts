import { fleetColumns } from "../../src/index.js";

/** A row of the fleet's table. Those that are not named are null. */
export interface Reading {
  readonly gateway: string;
  readonly serial_number: string | null;
  /** In microseconds since 1970. */
  readonly period_end_time: bigint;
  readonly [column: string]: string | bigint | null;
}

const november = Date.UTC(2026, 10, 1);

/** The microseconds of a time in November 2026. */
export function novemberAt(day: number, minute = 0): bigint {
  return BigInt(november + (day - 1) * 86_400_000 + minute * 60_000) * 1000n;
}

/** A reading of noon on November the first, but for what is given. */
export function reading(values: Partial<Reading> = {}): Reading {
  return {
    gateway: "ga",
    serial_number: "s1",
    period_end_time: novemberAt(1, 720),
    period_duration_us: 900_000_000n,
    joules_produced: 180_000n,
    ...Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)),
  } as Reading;
}

/** All columns of a reading, so that two can be compared. */
export function wholeRow(
  row: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(fleetColumns.map(({ name }) => [name, plain(row[name])]));
}

function plain(value: unknown): unknown {
  if (value === undefined) return null;
  if (typeof value === "number") return BigInt(value);
  return value;
}
