import { type Cell, tableFromColumns } from "@envoy/parquet-archive";
import { type DaySummaries, dayNumber } from "@envoy/solar-insight";
import type { Table } from "apache-arrow";
import { dailySummary } from "../tables/daily-summary.js";

/** Rows of the daily summary, a list of cells for each column. */
export type SummaryRows = Readonly<Record<string, readonly Cell[]>>;

/** Some rows of what was calculated. */
export function rowsOf(summaries: DaySummaries, rows: readonly number[]): SummaryRows {
  const numbers = (column: ArrayLike<number>): readonly Cell[] =>
    rows.map((row) => {
      const value = column[row] ?? Number.NaN;
      return Number.isNaN(value) ? null : Math.round(value);
    });
  return {
    serial_number: rows.map((row) => summaries.inverters[summaries.inverter[row] ?? -1] ?? null),
    local_date: numbers(summaries.day),
    joules_produced: numbers(summaries.joules),
    counter_watt_hours: numbers(summaries.counterWattHours),
    peak_watts: numbers(summaries.peakWatts),
    periods: numbers(summaries.periods),
    gap_seconds: numbers(summaries.gapSeconds),
    gap_joules: numbers(summaries.gapJoules),
    max_temperature_celsius: numbers(summaries.maxTemperatureCelsius),
    power_conversion_error_seconds: numbers(summaries.errorSeconds),
  };
}

/** The rows of a year's file whose date is in none of these spans of dates, the last one included. */
export function rowsOutside(
  table: Table,
  spans: readonly (readonly [first: string, last: string])[],
): SummaryRows {
  const bounds = spans.map(([first, last]) => [dayNumber(first), dayNumber(last)] as const);
  const days = cellsOf(table, "local_date");
  const rows = [...days.keys()].filter((row) => {
    const day = Number(days[row]);
    return !bounds.some(([first, last]) => day >= first && day <= last);
  });
  const kept = table.schema.fields.map(({ name }) => {
    const cells = cellsOf(table, name);
    return [name, rows.map((row) => cells[row] ?? null)] as const;
  });
  return Object.fromEntries(kept);
}

/** All these rows as one table. */
export function tableOf(parts: readonly SummaryRows[]): Table {
  const { schema } = dailySummary.definition;
  const columns = schema.fields.map(
    ({ name }) => [name, parts.flatMap((part) => part[name] ?? [])] as const,
  );
  return tableFromColumns(schema, Object.fromEntries(columns));
}

/** A column's cells as `tableFromColumns` takes them: Arrow's own give a date in milliseconds. */
function cellsOf(table: Table, name: string): readonly Cell[] {
  const dayMs = 86_400_000;
  return Array.from(table.getChild(name) ?? [], (value: Cell) =>
    name === "local_date" ? Number(value) / dayMs : value,
  );
}
