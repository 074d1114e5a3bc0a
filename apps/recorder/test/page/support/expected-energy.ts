import { queryArchive } from "../../support/duckdb.js";

/** What DuckDB says of an archive: joules by local date, and by inverter within it. */
export interface ExpectedEnergy {
  /** In kWh. */
  readonly day: (day: string) => number;
  /** Of all dates that begin so, such as "2025-" or "2025-06-", up to a date. */
  readonly sum: (prefix: string, until?: string) => number;
  readonly inverter: (day: string, serialNumber: string) => number;
}

export async function expectedEnergy(archive: string, zone: string): Promise<ExpectedEnergy> {
  const rows = await queryArchive(
    archive,
    `SELECT serial_number, strftime(timezone('${zone}', period_end_time), '%Y-%m-%d') AS day,
       CAST(SUM(joules_produced) AS DOUBLE) / 3.6e6 AS kwh
     FROM ARCHIVE GROUP BY ALL`,
  );
  const total = (isCounted: (day: string, serial: string) => boolean): number =>
    rows
      .filter((row) => isCounted(String(row["day"]), String(row["serial_number"])))
      .reduce((sum, row) => sum + Number(row["kwh"]), 0);
  return {
    day: (day) => total((other) => other === day),
    sum: (prefix, until = "9999") => total((day) => day.startsWith(prefix) && day <= until),
    inverter: (day, serial) => total((other, one) => other === day && one === serial),
  };
}

/** A number of kWh as the page writes it: three digits or so. */
export function written(kwh: number): string {
  const digits = kwh < 9.995 ? 2 : kwh < 99.95 ? 1 : 0;
  return kwh.toLocaleString("en-GB", {
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
}
