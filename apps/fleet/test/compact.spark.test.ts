import { describe, expect, it } from "vitest";
import { runChecks } from "../src/check/run-checks.js";
import { compactTable } from "../src/compact/compact-table.js";
import type { FleetConfig } from "../src/config/config.js";
import { FleetFolder, type Reading } from "./support/fleet-folder.js";

const home = process.env["ENVOY_SPARK"];
/** With small data Spark ends before the compiler's later work pays. */
const conf =
  '{ "spark.driver.extraJavaOptions" = "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC", "spark.sql.shuffle.partitions" = "4" }';
const { signal } = new AbortController();
const now = Date.parse("2026-10-20T00:00:00Z");

function readings(day: string, joules: number): readonly Reading[] {
  return Array.from({ length: 30 }, (_, i) => ({
    serial: `i${i % 3}`,
    end: Date.parse(`${day}T20:00:00Z`) + i * 900_000,
    joules,
  }));
}

describe.skipIf(home === undefined)("with a real Spark", () => {
  it("compact makes the table that it makes with DuckDB, and its check finds the same", async () => {
    const toml = `engine = "spark"\n[spark]\nhome = "${home}"\nmaster = "local[2]"\nconf = ${conf}\n`;
    await using fleet = await FleetFolder.make({ toml });
    const { config } = fleet;
    const homes = [await fleet.source("a"), await fleet.source("b"), await fleet.source("c")];
    const land = async (day: string, joules: number): Promise<void> => {
      for (const each of homes) await fleet.land(each, day.slice(0, 7), readings(day, joules));
    };
    const both = { ...config, table: `${config.table}-duckdb`, engine: "duckdb" } as const;
    await land("2026-09-10", 1);
    await land("2026-10-10", 2);
    await land("2026-10-10", 3);
    for (const each of [config, both])
      await compactTable({ config: each, close: false, now, signal });
    await land("2026-09-11", 4);
    for (const each of [config, both])
      await compactTable({ config: each, close: true, now, signal });
    const rows = await fleet.rows();
    expect(rows).toHaveLength(3 * 90);
    expect(rows).toEqual(await fleet.rows(both.table));
    // By DuckDB: each check starts a Spark, and what their selects give on both is compared beside the engines.
    const check = (config: FleetConfig) =>
      runChecks({ config: { ...config, engine: "duckdb" }, hashes: true, signal });
    const findings = await check(config);
    expect(findings).toEqual(await check(both));
    const statuses = findings?.map(({ id, status }) => `${id}: ${status}`);
    expect(statuses).toEqual([
      "files: ok",
      "landing: ok",
      "rows: ok",
      "keys: ok",
      "order: ok",
      "conflicts: note",
      "inverters: wrong",
      "overflow: ok",
      "completeness: note",
    ]);
  }, 1_800_000);
});
