import { gatewayColumns, inverterColumns, type ReportColumn } from "./report-rows.js";

/** README.txt of a report's folder: what each column is. */
export function reportReadme(month: string): string {
  return `Report of ${month}

Energies are kWh, times are UTC (ISO 8601), and days are those of the
gateway's time zone. What is not known is empty (null in Parquet), never 0.
Losses are estimates: from the other inverters of a gateway while one is
down, and from its neighbours while all of them say that they could not
produce. Where panels face, how large they are and how the sun shone is not
known, so this has no performance ratio, and tells no cause.

gateways.csv, gateways.parquet
${described(gatewayColumns)}

inverters.csv, inverters.parquet
${described(inverterColumns)}
`;
}

function described(columns: readonly ReportColumn[]): string {
  return columns.map(({ name, meaning }) => `  ${name.padEnd(17)} ${meaning}`).join("\n");
}
