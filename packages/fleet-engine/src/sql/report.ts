import type { Dialect, Select } from "../dialect.js";
import { textLiteral } from "./text-literal.js";

/**
 * Local days of one time zone that follow each other and whose midnights are 24 hours apart: between two changes of its
 * clocks. Times are microseconds since 1970; days are numbered from 1970-01-01.
 */
export interface LocalDays {
  /** As gateways.parquet has it. */
  readonly timeZone: string;
  /** The first instant of the first day. */
  readonly fromUs: number;
  /** The first instant after the last day. */
  readonly toUs: number;
  readonly firstDay: number;
  readonly lastDay: number;
}

/** Of what {@link inverterDays} makes days. */
export interface InverterDaysInputs {
  /** The absolute paths of the table's files with readings of these days. */
  readonly files: readonly string[];
  /** The absolute path of the table's gateways.parquet. A gateway without a time zone has the days of "UTC". */
  readonly gateways: string;
  readonly days: readonly LocalDays[];
}

/**
 * What {@link inverterDays} gives of an inverter on one local day of its gateway: integers alone, so that engines cannot differ.
 *
 * - `readings`, and `energies`, those of them whose energy is known
 * - `joules`, and `watt_hours_today`, the highest value of the counter of the day
 * - `seconds` that readings with an energy tell of, `producing_seconds` of them with some energy, and `error_seconds`
 * - `first_second` and `last_second`: from where to where it produced, after the same midnight in UTC
 * - `last_end_us`: the end of the last period, in microseconds since 1970
 */
export const inverterDayColumns = [
  "gateway",
  "serial_number",
  "day",
  "readings",
  "energies",
  "joules",
  "seconds",
  "producing_seconds",
  "error_seconds",
  "first_second",
  "last_second",
  "watt_hours_today",
  "last_end_us",
] as const;

/** A longer period covers a night or an outage, and does not tell of all of it. */
const longestPeriodUs = 7_200_000_000;

const secondUs = 1_000_000;
const dayUs = 86_400_000_000;

const largestInt = 2_147_483_647;

/** The readings of a table by inverter and local day, in one pass. Throws `TypeError` if there are no files or no days. */
export function inverterDays({ files, gateways, days }: InverterDaysInputs): Select {
  if (days.length === 0) throw new TypeError("There are no local days to make.");
  return (dialect) => `SELECT gateway, serial_number, day,
CAST(COUNT(*) AS INT) AS readings,
CAST(COUNT(joules) AS INT) AS energies,
CAST(COALESCE(SUM(CAST(joules AS DECIMAL(19, 0))), 0) AS DOUBLE) AS joules,
${secondsOf(sumOfLengths("joules IS NOT NULL"))} AS seconds,
${secondsOf(sumOfLengths("joules > 0"))} AS producing_seconds,
CAST(${withinInt("COALESCE(SUM(error_seconds), 0)")} AS INT) AS error_seconds,
${secondsOf(`MIN(CASE WHEN joules > 0 THEN end_us - length_us END) - day * ${dayUs}`)} AS first_second,
${secondsOf(`MAX(CASE WHEN joules > 0 THEN end_us END) - day * ${dayUs}`)} AS last_second,
MAX(watt_hours_today) AS watt_hours_today,
CAST(MAX(end_us) AS DOUBLE) AS last_end_us
FROM (
  SELECT readings.gateway, serial_number, end_us, joules, length_us, error_seconds, watt_hours_today,
  LEAST(last_day, first_day + CAST(FLOOR((end_us - from_us) / ${dayUs}) AS INT)) AS day
  FROM (${readingsOf(dialect, files, days)}) AS readings
  JOIN (${gatewayDays(dialect, gateways, days)}) AS calendar ON readings.gateway = calendar.gateway
  WHERE end_us >= from_us AND end_us < to_us
) AS dated
GROUP BY gateway, serial_number, day`;
}

/** The columns of {@link lastReadings}. */
export const lastReadingColumns = ["gateway", "serial_number", "last_end_us"] as const;

/** When each inverter's last period before a moment ended, of some of the table's files. Throws `TypeError` if there are none. */
export function lastReadings({
  files,
  before,
}: Pick<InverterDaysInputs, "files"> & { readonly before: Date }): Select {
  return (dialect) => `SELECT gateway, serial_number,
CAST(${dialect.microseconds("MAX(period_end_time)")} AS DOUBLE) AS last_end_us
FROM ${dialect.files(files)} AS readings
WHERE period_end_time < ${dialect.moment(before)}
GROUP BY gateway, serial_number`;
}

function readingsOf(
  dialect: Dialect,
  files: readonly string[],
  days: readonly LocalDays[],
): string {
  const from = Math.min(...days.map(({ fromUs }) => fromUs));
  const to = Math.max(...days.map(({ toUs }) => toUs));
  const moment = (us: number) => dialect.moment(new Date(us / 1000));
  // The range is of the column itself, so that row groups outside of it are not read.
  return `SELECT gateway, serial_number,
  ${dialect.microseconds("period_end_time")} AS end_us, joules_produced AS joules,
  GREATEST(0, LEAST(COALESCE(period_duration_us, 0), ${longestPeriodUs})) AS length_us,
  power_conversion_error_seconds AS error_seconds, watt_hours_today
  FROM ${dialect.files(files)} AS files
  WHERE period_end_time >= ${moment(from)} AND period_end_time < ${moment(to)}`;
}

/** For each gateway its days, between changes of its clocks. They are given, so that both engines have the same rules of time zones. */
function gatewayDays(dialect: Dialect, gateways: string, days: readonly LocalDays[]): string {
  const rows = days.map(
    ({ timeZone, fromUs, toUs, firstDay, lastDay }) =>
      `(${textLiteral(timeZone)}, ${fromUs}, ${toUs}, ${firstDay}, ${lastDay})`,
  );
  return `SELECT gateway, from_us, to_us, first_day, last_day
  FROM ${dialect.files([gateways])} AS gateways
  JOIN (VALUES ${rows.join(", ")}) AS zones(time_zone, from_us, to_us, first_day, last_day)
  ON COALESCE(gateways.time_zone, 'UTC') = zones.time_zone`;
}

/** No household's numbers stop the others' report. For expressions that are never null. */
function withinInt(expression: string): string {
  return `GREATEST(0, LEAST(${expression}, ${largestInt}))`;
}

/** At most what an int of seconds holds. */
function sumOfLengths(condition: string): string {
  return `LEAST(COALESCE(SUM(CASE WHEN ${condition} THEN length_us END), 0), ${largestInt * secondUs})`;
}

function secondsOf(microseconds: string): string {
  return `CAST(FLOOR((${microseconds}) / ${secondUs}) AS INT)`;
}
