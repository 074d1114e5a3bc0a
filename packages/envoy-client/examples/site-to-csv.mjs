// Appends a row to a CSV file (RFC 4180) once a minute.
//
//   ENVOY_HOST=192.0.2.50 node site-to-csv.mjs site.csv
//
// site-each-minute.mjs says how to give it the token.

import { open } from "node:fs/promises";
import { siteEachMinute } from "./site-each-minute.mjs";

/** @import { Site } from "@envoy/envoy-client" */

/** @type {Record<string, (site: Site) => string | number | undefined>} */
const columns = {
  time: () => new Date().toISOString(),
  serial_number: ({ gateway }) => gateway.serialNumber,
  production_watts: ({ production }) => production?.watts,
  production_watt_hours: ({ production }) => production?.wattHoursLifetime,
  consumption_watts: ({ consumption }) => consumption?.watts,
  consumption_watt_hours: ({ consumption }) => consumption?.wattHoursLifetime,
  net_consumption_watts: ({ netConsumption }) => netConsumption?.watts,
  net_consumption_watt_hours: ({ netConsumption }) => netConsumption?.wattHoursLifetime,
  battery_watts: ({ batterySummary }) => batterySummary?.watts,
  battery_percent: ({ batterySummary }) => batterySummary?.stateOfChargePercent,
  problems: ({ problems }) => problems.map(({ at, message }) => `${at}: ${message}`).join("\n"),
};
const header = toRow(Object.keys(columns));
const [, , path = "site.csv"] = process.argv;

for await (const site of siteEachMinute())
  await append(toRow(Object.values(columns).map((column) => column(site))));

/** @param {string} row */
async function append(row) {
  const file = await open(path, "a+");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(header.length), { position: 0 });
    if (bytesRead > 0 && buffer.toString() !== header)
      throw new Error(`${path} has other columns. Name another file, or move it away.`);
    await file.appendFile(bytesRead === 0 ? header + row : row);
  } finally {
    await file.close();
  }
}

/** @param {readonly (string | number | undefined)[]} values */
function toRow(values) {
  return `${values.map(toField).join(",")}\r\n`;
}

/** @param {string | number | undefined} value */
function toField(value = "") {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
