import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { archiveMetadata, openArchive } from "../src/readings/archive.js";
import { RowBuilder } from "../src/readings/row-builder.js";
import { version } from "../src/version.js";
import { queryArchive } from "./support/duckdb.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "archive-metadata-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe("a file of the archive", () => {
  it("names the program, its version, the units and the primary key in its footer", async () => {
    const rows = new RowBuilder();
    rows.add({ serialNumber: "1", endDate: Date.parse("2026-01-01T12:00:00Z") / 1000 });
    await openArchive(folder).merge(rows.table());
    const found = await queryArchive(
      folder,
      `SELECT decode(key) AS key, decode(value) AS value FROM parquet_kv_metadata('${folder}/**/*.parquet')`,
    );
    const metadata = Object.fromEntries(
      found.map(({ key, value }) => [String(key), String(value)]),
    );
    expect(metadata["program"]).toBe("envoy-recorder");
    expect(metadata["program_version"]).toBe(version);
    expect(metadata["primary_key"]).toBe('["serial_number","period_end_time"]');
    expect(JSON.parse(metadata["units"] ?? "")).toMatchObject({
      joules_produced: "J",
      inverter_temperature_Celsius: "°C",
    });
    expect(metadata).not.toHaveProperty("time_zone");
  });

  it("names the site's time zone where it is known", () => {
    expect(archiveMetadata({ timeZone: "Europe/London" })["time_zone"]).toBe("Europe/London");
  });
});
