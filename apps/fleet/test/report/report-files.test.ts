import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parquetBatches } from "../../src/report/parquet-rows.js";
import { reportReadme } from "../../src/report/report-readme.js";
import type { GatewayRow, InverterRow } from "../../src/report/report-rows.js";
import {
  gatewayColumns,
  inverterColumns,
  type ReportColumn,
} from "../../src/report/report-rows.js";
import { ReportSummary } from "../../src/report/report-summary.js";
import { ReportTable } from "../../src/report/report-table.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
});
afterAll(() => rm(folder, { recursive: true }));

const columns: readonly ReportColumn[] = [
  { name: "name", type: "text", meaning: "" },
  { name: "energy_kwh", type: "number", meaning: "" },
  { name: "readings", type: "count", meaning: "" },
  { name: "silent_since", type: "time", meaning: "" },
];
const time = Date.UTC(2026, 10, 12, 14, 15);
const rows = [
  { name: "plain", energy_kwh: 1.25, readings: 0, silent_since: time },
  { name: 'a "quoted", one\nof two lines', energy_kwh: null, readings: null, silent_since: null },
];

test("CSV is that of RFC 4180, and what is not known is empty", async () => {
  const table = new ReportTable(columns);
  for (const row of rows) table.add(row);
  await table.writeCsv(join(folder, "table.csv"));
  expect(await readFile(join(folder, "table.csv"), "utf8")).toBe(
    [
      "name,energy_kwh,readings,silent_since",
      "plain,1.25,0,2026-11-12T14:15:00.000Z",
      '"a ""quoted"", one\nof two lines",,,',
      "",
    ].join("\r\n"),
  );
});

test("Parquet has the same values", async () => {
  const table = new ReportTable(columns);
  for (const row of rows) table.add(row);
  await table.writeParquet(join(folder, "table.parquet"));
  for await (const batch of parquetBatches(join(folder, "table.parquet"))) {
    expect(batch.rows).toBe(2);
    for (const [i, { name, energy_kwh, readings, silent_since }] of rows.entries()) {
      expect(batch.text("name", i)).toBe(name);
      expect(batch.number("energy_kwh", i)).toBe(energy_kwh ?? Number.NaN);
      expect(batch.number("readings", i)).toBe(readings ?? Number.NaN);
      expect(batch.time("silent_since", i)).toBe(silent_since ?? undefined);
    }
  }
});

test("a table without rows has its columns", async () => {
  const table = new ReportTable(columns);
  await table.writeCsv(join(folder, "empty.csv"));
  await table.writeParquet(join(folder, "empty.parquet"));
  expect(await readFile(join(folder, "empty.csv"), "utf8")).toMatch(/^name,.*\r\n$/);
  for await (const batch of parquetBatches(join(folder, "empty.parquet")))
    expect(batch.rows).toBe(0);
});

const nothing = (of: readonly ReportColumn[]): Record<string, null> =>
  Object.fromEntries(of.map(({ name }) => [name, null]));

function gatewayRow(values: Partial<GatewayRow>): GatewayRow {
  return {
    ...nothing(gatewayColumns),
    gateway: "g0f1e2d3c4b5a6978",
    days: 30,
    ...values,
  } as GatewayRow;
}

function inverterRow(values: Partial<InverterRow>): InverterRow {
  const serial_number = "i0123456789abcdef";
  return {
    ...nothing(inverterColumns),
    gateway: "g0f1e2d3c4b5a6978",
    serial_number,
    ...values,
  } as InverterRow;
}

test("the summary names the ten worst and how many more there are, the worst first", () => {
  const summary = new ReportSummary();
  for (let i = 0; i < 25; i++) {
    const gateway = gatewayRow({
      gateway: `g${i}`,
      energy_kwh: 75,
      lost_kwh: i,
      availability: 0.9,
    });
    summary.add({ gateway, inverters: [] });
  }
  const lines = summary.lines("2026-11");
  expect(lines[0]).toBe("Report of 2026-11: 25 roofs, 0 inverters, 30 days");
  expect(lines[1]).toBe("  made          1,875 kWh");
  expect(lines[2]).toBe("  lost          300 kWh, availability 0.862");
  expect(lines).toContain("Lost most: 24");
  expect(lines.filter((line) => / g\d/.test(line))[0]).toMatch(/g24 +24 kWh/);
  expect(lines.filter((line) => / g\d/.test(line))).toHaveLength(10);
  expect(lines.at(-1)).toBe("  and 14 more");
});

test("a report of nothing says so without a number that is none", () => {
  const lines = new ReportSummary().lines("2026-11").join("\n");
  expect(lines).not.toMatch(/NaN|Infinity|null|undefined/);
  expect(lines).toContain("completeness  not known");
});

test("all that a person reads is within 80 columns", () => {
  const summary = new ReportSummary();
  const gateway = gatewayRow({
    ...{
      energy_kwh: 123_456.789,
      lost_kwh: 12_345.678,
      unseen_kwh: 123_456.7,
      availability: 0.9123,
    },
    ...{ silent_inverters: 12, silent_since: time, relative_yield: 0.123, completeness: 0.9 },
  });
  const inverter = inverterRow({ silent_since: time, sibling_yield: 0.123 });
  summary.add({ gateway, inverters: [inverter] });
  const lines = summary.lines("2026-11");
  expect(lines.filter((line) => line.includes("g0f1e2d3c4b5a6978"))).toHaveLength(5);
  for (const line of [...lines, ...reportReadme("2026-11").split("\n")]) {
    expect(line.length, line).toBeLessThanOrEqual(80);
  }
});

test("README.txt describes each column", () => {
  const text = reportReadme("2026-11");
  for (const { name } of [...gatewayColumns, ...inverterColumns])
    expect(text).toContain(`  ${name} `);
});
