import { fleetColumns, fleetKey } from "../columns.js";
import type { Dialect, Select } from "../dialect.js";
import { FleetEngineError } from "../errors.js";
import { type CompactionInputs, newRows } from "./compaction.js";
import { sameKey } from "./same-key.js";
import { allColumns, keyColumns } from "./select-list.js";

const keyNames: ReadonlySet<string> = new Set(fleetKey);
const values = fleetColumns.map(({ name }) => name).filter((name) => !keyNames.has(name));

/**
 * Compares the table's files of one month and shard with the landing files that they were made of. One row: `table_rows`,
 * `landing_rows`, `missing` (only in the landing), `extra` (only in the table) and `different` (another value in some
 * column). Throws `TypeError` if there is no file at all.
 */
export function landingDifference({ previous, rounds }: CompactionInputs): Select {
  const landed = rounds.flat().map(({ path }) => path);
  const differences = values.map((name) => `published.${name} IS DISTINCT FROM landed.${name}`);
  return (dialect) => {
    const published =
      previous.length > 0
        ? `SELECT ${allColumns} FROM ${dialect.files(previous)}`
        : noRows(dialect, landed);
    const expected =
      landed.length > 0 ? newRows({ previous: [], rounds })(dialect) : noRows(dialect, previous);
    return `SELECT COUNT(published.gateway) AS table_rows, COUNT(landed.gateway) AS landing_rows,
COUNT(*) - COUNT(published.gateway) AS missing, COUNT(*) - COUNT(landed.gateway) AS extra,
COUNT(CASE WHEN published.gateway = landed.gateway AND (${differences.join(" OR ")}) THEN 1 END) AS different
FROM (${published}) AS published FULL OUTER JOIN (${expected}) AS landed ON ${sameKey("published", "landed")}`;
  };
}

/** An empty relation with the columns of the table. */
function noRows(dialect: Dialect, paths: readonly string[]): string {
  return `SELECT ${allColumns} FROM ${dialect.files(paths)} WHERE 1 = 0`;
}

/** For each gateway of some landing files of one month how many `readings` have several versions, which differ. */
export function conflictingReadings(paths: readonly string[]): Select {
  const differ = values.map(
    (name) => `MIN(${name}) <> MAX(${name}) OR COUNT(${name}) NOT IN (0, COUNT(*))`,
  );
  return (dialect) =>
    `SELECT gateway, COUNT(*) AS readings FROM (
SELECT ${keyColumns} FROM ${dialect.files(paths)} GROUP BY ${keyColumns} HAVING COUNT(*) > 1 AND (${differ.join(" OR ")})
) AS conflicts GROUP BY gateway ORDER BY gateway`;
}

/** How many `readings` are more than once in the table's files of one month and shard: one row. */
export function repeatedReadings(paths: readonly string[]): Select {
  return (dialect) =>
    `SELECT COUNT(*) AS readings FROM (SELECT ${keyColumns} FROM ${dialect.files(paths)} GROUP BY ${keyColumns} HAVING COUNT(*) > 1) AS repeated`;
}

/** How many `rows` of a file do not come after the row before them: one row. For DuckDB alone, as Spark does not keep the order of a file. */
export function unorderedRows(path: string): Select {
  const before = fleetKey.map((name) => `LAG(${name}) OVER () AS before_${name}`);
  const [gateway, serial, time] = fleetKey;
  return (dialect) => {
    if (dialect.name !== "duckdb") {
      throw new FleetEngineError(
        "ERR_SQL",
        `The order of rows is checked by DuckDB, not ${dialect.name}.`,
      );
    }
    return `SELECT COUNT(*) AS rows FROM (SELECT ${keyColumns}, ${before.join(", ")} FROM ${dialect.files([path])}) AS numbered
WHERE ${gateway} < before_${gateway} OR (${gateway} = before_${gateway} AND (${serial} < before_${serial}
OR (${serial} = before_${serial} AND ${time} <= before_${time})))`;
  };
}

/** At most so many rows are in an answer about single inverters and gateways. */
const mostNamed = 100;

/**
 * The inverters that several gateways have readings of, a row for each gateway, the first `mostNamed` of `total`: `serial_number`, `gateway`, and
 * when it had them, `first_us` and `last_us` in microseconds since 1970. Rows of one inverter follow each other.
 */
export function sharedInverters(paths: readonly string[]): Select {
  return (dialect) => {
    const time = dialect.microseconds("period_end_time");
    return `SELECT *, COUNT(*) OVER () AS total FROM (
SELECT *, COUNT(*) OVER (PARTITION BY serial_number) AS gateways FROM (
SELECT serial_number, gateway, MIN(${time}) AS first_us, MAX(${time}) AS last_us
FROM ${dialect.files(paths)} GROUP BY serial_number, gateway) AS spans) AS counted
WHERE gateways > 1 ORDER BY serial_number, gateway LIMIT ${mostNamed}`;
  };
}

/** The table's files of one month. */
export interface MonthFiles {
  /** Counts months, whatever the first is. */
  readonly month: number;
  readonly paths: readonly string[];
}

/**
 * The gateways that have no reading on some UTC days between their first and their last, the first `mostNamed` of `total`:
 * `gateway`, `first_day` and `last_day` in days since 1970, `days` with readings, `months` with readings, and `all_months`
 * from the first to the last. Throws `TypeError` if there is no month.
 */
export function missingDays(months: readonly MonthFiles[]): Select {
  if (months.length === 0) throw new TypeError("There is no month to look for days in.");
  return (dialect) => {
    const day = `CAST(FLOOR(${dialect.microseconds("period_end_time")} / 86400000000) AS BIGINT)`;
    const days = months.map(
      ({ month, paths }) =>
        `SELECT DISTINCT gateway, ${day} AS day, ${month} AS month FROM ${dialect.files(paths)}`,
    );
    return `SELECT * FROM (SELECT *, COUNT(*) OVER () AS total FROM (
SELECT gateway, MIN(day) AS first_day, MAX(day) AS last_day, COUNT(*) AS days,
COUNT(DISTINCT month) AS months, MAX(month) - MIN(month) + 1 AS all_months
FROM (${days.join("\nUNION ALL\n")}) AS by_day GROUP BY gateway) AS spans
WHERE last_day - first_day + 1 > days) AS counted ORDER BY gateway LIMIT ${mostNamed}`;
  };
}
