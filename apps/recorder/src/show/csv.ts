import { dayCurve, type GapEnergy, type TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import type { DayData } from "./day-data.js";
import { nameOf } from "./inverters.js";
import type { MonthData } from "./month-data.js";

const quarterHourMs = 900_000;

/** Mean watts of each quarter of an hour of a day; an empty cell is missing. */
export function dayCsv(config: Config, { day, readings, zone }: DayData): string {
  const curve = dayCurve(readings, day, quarterHourMs);
  const names = readings.inverters.map((serial) => `${nameOf(config, serial)} W`);
  const rows = Array.from(curve.starts, (start, i) => [
    zone.format(start),
    zone.format(Math.min(start + quarterHourMs, day.to)),
    number(curve.total[i], 1),
    ...curve.byInverter.map((watts) => number(watts[i], 1)),
  ]);
  return csv([["from", "to", "total W", ...names], ...rows]);
}

/** kWh of each day of a month; an empty cell is missing. */
export function monthCsv(config: Config, { days, inverters }: MonthData): string {
  const names = inverters.map((serial) => `${nameOf(config, serial)} kWh`);
  const rows = days.map(({ day, joules, joulesByInverter }) => [
    day.day,
    ...[joules, ...joulesByInverter].map((value) => number(value / 3.6e6, 3)),
  ]);
  return csv([["date", "total kWh", ...names], ...rows]);
}

/** The gaps and the energy that they held; an empty cell is not known. */
export function gapsCsv(config: Config, gaps: readonly GapEnergy[], zone: TimeZone): string {
  const header = [
    "from",
    "to",
    "inverter",
    "serial number",
    "kWh",
    "joules",
    "uncertainty joules",
    "counter",
  ];
  const rows = gaps.map((gap) => [
    zone.format(gap.from),
    zone.format(gap.to),
    nameOf(config, gap.inverter),
    gap.inverter,
    number(gap.joules / 3.6e6, 3),
    number(gap.joules, 0),
    number(gap.uncertaintyJoules, 0),
    gap.source ?? "",
  ]);
  return csv([header, ...rows]);
}

function number(value: number | undefined, digits: number): string {
  return value === undefined || Number.isNaN(value) ? "" : value.toFixed(digits);
}

/** As RFC 4180 has it. */
function csv(rows: readonly (readonly string[])[]): string {
  return rows.map((row) => `${row.map(quoted).join(",")}\r\n`).join("");
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
