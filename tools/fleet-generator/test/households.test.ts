import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parseManifest } from "@envoy/archive-reader";
import { faultTruth } from "@envoy/envoy-simulator";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { columnsOf } from "../src/archive-columns.js";
import { type Household, households, type PortableRow, portableRow } from "../src/index.js";

const span = { from: Date.UTC(2026, 8, 29) / 1000, to: Date.UTC(2026, 9, 3) / 1000 };

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "households-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** The rows of one file as DuckDB reads them. */
async function rowsOf(bytes: Uint8Array): Promise<readonly Record<string, unknown>[]> {
  const path = join(folder, "file.parquet");
  await writeFile(path, bytes);
  const instance = await DuckDBInstance.create();
  const connection = await instance.connect();
  const result = await connection.runAndReadAll(
    `SELECT * REPLACE (epoch_us(period_end_time) AS period_end_time) FROM read_parquet('${path}')`,
  );
  connection.closeSync();
  return result.getRowObjectsJS();
}

function contentOf({ name, files, readings }: Household): unknown {
  return [name, [...files.keys()], readings];
}

function archiveFiles({ files }: Household): readonly (readonly [string, Uint8Array])[] {
  return [...files].filter(([path]) => path.startsWith("data/"));
}

describe("households", () => {
  it("are the same for the same seed, and others for another", async () => {
    const [a, b, c] = await Promise.all(
      [1, 1, 2].map((seed) => households({ count: 2, seed, ...span })),
    );
    // The bytes differ: a file's footer has its keys and values in any order.
    expect(b?.map(contentOf)).toEqual(a?.map(contentOf));
    expect(c?.map(contentOf)).not.toEqual(a?.map(contentOf));
  });

  it("have serial numbers, places and roofs of their own", async () => {
    const made = await households({ count: 30, from: span.from, to: span.from + 1 });
    const serials = made.flatMap(({ serialNumbers }) => serialNumbers);
    expect(new Set(serials).size).toBe(serials.length);
    expect(new Set(made.map(({ place }) => place.latitude)).size).toBe(30);
    const inverters = made.map(({ site }) => site.design.inverters);
    expect(Math.min(...inverters)).toBeGreaterThanOrEqual(6);
    expect(Math.max(...inverters)).toBeLessThanOrEqual(30);
    expect(inverters.filter((count) => count >= 10 && count <= 16).length).toBeGreaterThan(15);
  });

  it("keep their readings in files of all shapes, by month or by day", async () => {
    const made = await households({ count: 5, ...span, withEdges: true });
    expect(made.map(({ shape }) => shape)).toEqual([
      "native",
      "portable",
      "python",
      "native-without-manifest",
      "by-day",
    ]);
    for (const household of made) {
      const read = [];
      for (const [path, bytes] of archiveFiles(household)) {
        expect(path).toMatch(
          household.shape === "by-day"
            ? /^data\/year=2026\/month=(9|10)\/day=\d+\/00000000\.parquet$/
            : /^data\/year=2026\/month=(9|10)\/00000000\.parquet$/,
        );
        const rows = await rowsOf(bytes);
        expect("year" in (rows[0] ?? {})).toBe(household.shape === "python");
        read.push(...rows);
      }
      const [serials, ends] = [
        read.map((row) => String(row["serial_number"])),
        read.map((row) => Number(row["period_end_time"]) / 1e6),
      ];
      expect(serials.map((serial, row) => `${serial} ${ends[row]}`).sort()).toEqual(
        household.readings.map((r) => `${r.serialNumber} ${r.endDate}`).sort(),
      );
      const joules = read.reduce((sum, row) => sum + Number(row["joules_produced"]), 0);
      expect(joules).toBe(household.readings.reduce((sum, r) => sum + r.joulesProduced, 0));
    }
  });

  it("have the greatest values of the native types where that is wanted", async () => {
    const made = await households({ count: 2, ...span, withEdges: true });
    const [native, portable] = made.map(({ readings }) => readings.map(portableRow));
    const ofFirst = (rows: readonly PortableRow[] | undefined) =>
      rows?.slice(0, 3).map(({ joules_produced, flags }) => [joules_produced, flags]);
    const edges = [
      [2n ** 32n - 1n, null],
      [2n ** 31n, null],
      [0n, 2n ** 63n - 1n],
    ];
    expect(ofFirst(native)).toEqual(edges);
    expect(ofFirst(portable)).toEqual(edges);
    const september = made[0]?.files.get("data/year=2026/month=9/00000000.parquet");
    const rows = await rowsOf(september ?? new Uint8Array());
    expect(rows.slice(0, 2).map((row) => row["flags"])).toEqual([2n ** 64n - 1n, 2n ** 63n]);
  });

  it("have a manifest that readers accept, with the hashes and spans of their files", async () => {
    const [, portable, python, , byDay] = await households({ count: 5, ...span });
    for (const household of [portable, byDay]) {
      if (household === undefined) throw new Error("there is no such household");
      const text = Buffer.from(household.files.get("manifest.json") ?? []).toString();
      const { site, tables } = parseManifest(JSON.parse(text));
      expect(site.timeZone).toBe(household.place.timeZone);
      expect(site.inverters.map(({ id }) => id)).toEqual([...household.serialNumbers]);
      expect(tables.readings.map(({ path }) => path).sort()).toEqual(
        archiveFiles(household)
          .map(([path]) => path)
          .sort(),
      );
      for (const file of tables.readings) {
        const rows = await rowsOf(household.files.get(file.path) ?? new Uint8Array());
        const ends = rows.map((row) => Number(row["period_end_time"]) / 1000);
        expect(file.rows).toBe(rows.length);
        expect(file.first).toBe(new Date(Math.min(...ends)).toISOString());
        expect(file.last).toBe(new Date(Math.max(...ends)).toISOString());
      }
    }
    expect(python?.files.has("manifest.json")).toBe(false);
  });

  it("have faults whose truth is known, if that is wanted", async () => {
    const made = await households({ count: 6, ...span, faults: "typical" });
    expect(made.map(({ site }) => site.design.faults.map(({ kind }) => kind))).toEqual([
      ["dead"],
      ["dying"],
      ["soiled"],
      ["shadow"],
      ["recorder-outage"],
      [],
    ]);
    const dead = made[0];
    const lastDay = span.to - 43_200;
    const [loss] = dead === undefined ? [] : faultTruth(dead.site).lossesOn(lastDay);
    expect(loss?.kilowattHours).toBeGreaterThan(0);
    const silent = dead?.readings.filter(
      ({ serialNumber, endDate }) => serialNumber === dead.serialNumbers[2] && endDate > lastDay,
    );
    expect(silent).toEqual([]);
  });
});

describe("the columns of a household's archive", () => {
  it("are those of the recorder's, in both kinds of types", async () => {
    const page = await readFile(new URL("../../../docs/archive.md", import.meta.url), "utf8");
    const rows = [...page.matchAll(/^\| `(\w+)` +\| (\w+) +\| (\w+)(?:, as `(\w+)`)? /gm)];
    const native = rows.map(([, name, type]) => [name, type]);
    const portable = rows.map(([, name, , type, renamed]) => [renamed ?? name, type]);
    expect(native).toHaveLength(14);
    expect(described("native")).toEqual(native);
    expect(described("portable")).toEqual(portable);
  });
});

function described(types: "native" | "portable"): readonly (readonly [string, string])[] {
  const words: Readonly<Record<string, string>> = {
    "Dictionary<Uint32, Utf8>": "text",
    "Timestamp<MICROSECOND, UTC>": "timestamp",
    "Duration<MICROSECOND>": "duration",
  };
  return columnsOf(types).map(({ name, type }) => [
    name,
    words[String(type)] ?? String(type).toLowerCase(),
  ]);
}
