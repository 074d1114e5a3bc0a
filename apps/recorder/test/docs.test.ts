import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { keysAt } from "../src/config/schema.js";
import { byGravity, exitCodeMeaning } from "../src/errors/exit-code.js";
import { logEvents } from "../src/log/events.js";
import { bothTypesTable, columnTable } from "../src/readings/columns.js";
import {
  duckdbSnippet,
  pandasSnippet,
  polarsSnippet,
  polarsWarning,
} from "../src/readings/snippets.js";
import { batteryReadings } from "../src/tables/battery-readings.js";
import { dailySummary } from "../src/tables/daily-summary.js";
import { meterReadings } from "../src/tables/meter-readings.js";

const repository = new URL("../../../", import.meta.url);

/** The rows of a file's Markdown tables, each as its trimmed cells. */
function tableRows(text: string): readonly (readonly string[])[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("|") && !/^[|\s-]+$/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

const read = (path: string): string => readFileSync(new URL(path, repository), "utf8");

describe("the documentation", () => {
  it("lists in docs/archive.md the archive's columns as the schema has them", () => {
    expect(tableRows(read("docs/archive.md"))).toEqual(
      expect.arrayContaining(tableRows(bothTypesTable()).map((row) => [...row])),
    );
  });

  it.each([meterReadings, batteryReadings, dailySummary])(
    "lists in docs/tables.md the columns of $name",
    ({ name, columns }) => {
      const [, section = ""] = read("docs/tables.md").split(`## \`${name}\``);
      const [rows = ""] = section.split("\n## ");
      expect(tableRows(rows)).toEqual(tableRows(columnTable(columns)).map((row) => [...row]));
    },
  );

  it("shows in docs/archive.md how to sum kWh a local day, and in README.md in DuckDB, as the dataset card does", () => {
    const location = { folder: "data/parquet_archive", timeZone: "Europe/London" };
    for (const snippet of [duckdbSnippet, polarsSnippet, pandasSnippet]) {
      expect(read("docs/archive.md")).toContain(snippet(location));
    }
    expect(read("docs/archive.md")).toContain(polarsWarning);
    expect(read("README.md")).toContain(duckdbSnippet(location));
    expect(read("README.md")).toContain(polarsWarning);
  });

  it("lists in README.md every exit code with its meaning, the likely cause and what to do", () => {
    const codes = tableRows(read("README.md")).filter(([code]) => /^\d+$/.test(code ?? ""));
    const filled = expect.stringMatching(/./);
    expect(codes).toEqual(Object.entries(exitCodeMeaning).map((row) => [...row, filled, filled]));
  });

  it("says in README.md which exit code is the worst", () => {
    const [worst, ...others] = byGravity;
    expect(read("README.md")).toContain(
      `the code is the worst: ${worst}, then ${others.join(", ")}.`,
    );
  });

  it("lists in docs/settings.md every setting, and no other", () => {
    const listed = tableRows(read("docs/settings.md")).flatMap(([keys = ""]) =>
      [...keys.matchAll(/`([a-z_]+\.[a-z_]+)`/g)].map(([, key]) => key),
    );
    const settings = (keysAt([]) ?? []).flatMap((section) =>
      (keysAt([section]) ?? []).map((key) => `${section}.${key}`),
    );
    expect([...listed].sort()).toEqual([...settings].sort());
  });

  it("lists in docs/settings.md every event of the log with what it tells", () => {
    const rows = Object.entries(logEvents).map(([event, meaning]) => [`\`${event}\``, meaning]);
    const listed = tableRows(read("docs/settings.md")).filter(([event]) =>
      /^`[a-z]+(_[a-z]+)*`$/.test(event ?? ""),
    );
    expect(listed).toEqual(rows);
  });
});
