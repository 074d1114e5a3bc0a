import type { JSX } from "preact";
import { DataTable } from "../../charts/data-table.js";
import type { ArchiveTable } from "../../data/results.js";
import { sizeText } from "../../format/size.js";

const names: Readonly<Record<ArchiveTable["name"], string>> = {
  readings: "Readings",
  dailySummary: "Daily summaries",
  deviceReports: "Device reports",
  meterReadings: "Meter readings",
  batteryReadings: "Battery readings",
};

/** What the archive consists of. */
export function ArchiveTables({
  tables,
}: {
  readonly tables: readonly ArchiveTable[];
}): JSX.Element {
  const number = (value: number): string => value.toLocaleString("en-GB");
  return (
    <section>
      <h2>The archive</h2>
      <DataTable
        caption="Tables of the archive"
        columns={["Table", "Files", "Rows", "Size"]}
        rows={tables.map(({ name, files, rows, bytes }) => [
          names[name],
          number(files),
          number(rows),
          sizeText(bytes),
        ])}
      />
    </section>
  );
}
