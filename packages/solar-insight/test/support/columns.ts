import type { Readings } from "@envoy/solar-insight";

/** A reading as a test writes it: inverter, start and end of its period (ISO 8601), and watts. */
export type Row = readonly [inverter: string, from: string, to: string, watts: number];

export function columnsOf(rows: readonly Row[]): Readings {
  const inverters = [...new Set(rows.map(([inverter]) => inverter))];
  return {
    inverters,
    inverter: rows.map(([inverter]) => inverters.indexOf(inverter)),
    end: rows.map(([, , to]) => Date.parse(to)),
    duration: rows.map(([, from, to]) => Date.parse(to) - Date.parse(from)),
    joules: rows.map(([, from, to, watts]) => (watts * (Date.parse(to) - Date.parse(from))) / 1000),
  };
}

const quarterHourMs = 900_000;

/** An inverter that reports every quarter of an hour from one time to another. */
export function reportsBetween(
  inverter: string,
  from: string,
  to: string,
  watts = 100,
): readonly Row[] {
  const rows: Row[] = [];
  for (let start = Date.parse(from); start < Date.parse(to); start += quarterHourMs) {
    const end = start + quarterHourMs;
    rows.push([inverter, new Date(start).toISOString(), new Date(end).toISOString(), watts]);
  }
  return rows;
}
