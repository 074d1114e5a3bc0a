import type { ReportColumn, ReportValue } from "./report-rows.js";

/** A line of CSV (RFC 4180) with its end; unknown values are empty. */
export function csvLine(values: readonly ReportValue[], columns: readonly ReportColumn[]): string {
  const cells = columns.map(({ type }, i) => {
    const value = values[i] ?? null;
    if (value === null) return "";
    return quoted(type === "time" ? new Date(value).toISOString() : String(value));
  });
  return `${cells.join(",")}\r\n`;
}

/** The first line, with the columns' names. */
export function csvHeader(columns: readonly ReportColumn[]): string {
  return `${columns.map(({ name }) => quoted(name)).join(",")}\r\n`;
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
