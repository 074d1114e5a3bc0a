import { readFileSync } from "node:fs";
import { copyFile, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { checkJson, checkLines } from "../src/check/check-text.js";
import { checkIds, type Finding } from "../src/check/finding.js";
import { runChecks } from "../src/check/run-checks.js";
import { compactTable } from "../src/compact/compact-table.js";
import type { SourceState } from "../src/landing/source-state.js";
import { FleetFolder, type Reading } from "./support/fleet-folder.js";
import { runFleet } from "./support/fleet-process.js";
import { query } from "./support/query.js";

const signal = new AbortController().signal;

function readings(serial: string, day: string, count: number, joules = 1): readonly Reading[] {
  return Array.from({ length: count }, (_, i) => ({
    serial,
    end: Date.parse(`${day}T10:00:00Z`) + i * 900_000,
    joules,
  }));
}

let fleet: FleetFolder;
let home: SourceState;
let other: SourceState;

// A closed month of two homes, and an open one.
beforeEach(async () => {
  fleet = await FleetFolder.make({ shards: 1 });
  [home, other] = [await fleet.source("a"), await fleet.source("b")];
  await fleet.land(home, "2026-08", readings("i1", "2026-08-31", 8));
  await fleet.land(other, "2026-08", readings("i2", "2026-08-31", 8));
  await fleet.land(home, "2026-09", readings("i1", "2026-09-01", 8));
  await compact();
});
afterEach(() => fleet[Symbol.asyncDispose]());

async function compact(): Promise<void> {
  await compactTable({
    config: fleet.config,
    close: false,
    now: Date.parse("2026-09-20T00:00:00Z"),
    signal,
  });
}

async function check({ hashes = true } = {}): Promise<readonly Finding[]> {
  return (await runChecks({ config: fleet.config, hashes, signal })) ?? [];
}

/** The checks that found something. */
async function found(options?: { readonly hashes: boolean }): Promise<readonly Finding[]> {
  return (await check(options)).filter(({ status }) => status !== "ok" && status !== "skipped");
}

function tablePath(path = "data/year=2026/month=8/part-00000-of-00001.parquet"): string {
  return join(fleet.config.table, "current", path);
}

/** Writes a file of the table anew, and makes the manifest agree with it. */
async function rewrite(sql: string): Promise<void> {
  const path = tablePath();
  const next = join(fleet.folder, "next.parquet");
  const file = `read_parquet('${path}', hive_partitioning = false)`;
  await query(`COPY (${sql.replaceAll("FILE", file)}) TO '${next}' (FORMAT parquet)`);
  const [row] = await query(`SELECT COUNT(*)::INT AS rows FROM '${next}'`);
  await copyFile(next, path);
  const manifest = join(fleet.config.table, "current/manifest.json");
  const json: { files: { path: string; bytes: number; rows: number }[] } = JSON.parse(
    await readFile(manifest, "utf8"),
  );
  for (const entry of json.files.filter((each) => path.endsWith(each.path))) {
    entry.bytes = readFileSync(next).length;
    entry.rows = Number(row?.["rows"]);
  }
  await writeFile(manifest, JSON.stringify(json));
}

describe("check", () => {
  it("finds nothing in a table that was just made, by each of its checks", async () => {
    const findings = await check();
    expect(findings.map(({ id, status }) => [id, status])).toEqual(
      checkIds.map((id) => [id, "ok"]),
    );
    expect(checkLines(findings)).toContain(
      "ok       rows: 24 readings of the table are those of the landing, and the other way round",
    );
  });

  it("names files that are damaged, missing or too many, and skips what needs them", async () => {
    const path = tablePath();
    await copyFile(path, tablePath("data/year=2026/month=8/copy.parquet"));
    const bytes = await readFile(path);
    bytes[100] = (bytes[100] ?? 0) ^ 1;
    await writeFile(path, bytes);
    await rm(tablePath("gateways.parquet"));
    const findings = await check();
    expect(findings[0]).toMatchObject({
      id: "files",
      status: "wrong",
      details: [
        {
          where: "data/year=2026/month=8/part-00000-of-00001.parquet",
          message: "has another content",
        },
        { where: "data/year=2026/month=8/copy.parquet" },
        { where: "gateways.parquet", message: "is missing" },
      ],
    });
    expect(findings[2]).toMatchObject({ id: "rows", status: "skipped" });
    await writeFile(path, bytes.subarray(1));
    const [finding] = await found({ hashes: false });
    expect(finding?.details[0]?.message).toMatch(/^has \d+ bytes, not \d+$/);
    await rm(path);
    expect((await found())[0]?.details[0]?.message).toBe("is missing");
  });

  it("names files of the landing that are damaged or of no source", async () => {
    const path = await fleet.land(home, "2026-09", readings("i1", "2026-09-02", 8));
    expect((await check())[1]?.message).toMatch(/4 files .*, 1 not in the table yet$/);
    await copyFile(path, path.replace(/-[0-9a-f]{12}\./, "-000000000000."));
    expect(await found({ hashes: false })).toEqual([]);
    expect(await found()).toMatchObject([
      {
        id: "landing",
        status: "wrong",
        details: [{ message: "has another content than its name says" }],
      },
    ]);
    await rm(join(fleet.config.landing, "sources", `${other.gateway}.json`));
    const [finding] = await found({ hashes: false });
    expect(finding?.details[0]?.message).toContain(`envoy-fleet forget ${other.gateway}`);
  });

  it.each([
    ["missing", "SELECT * FROM FILE LIMIT 14", "2 readings of the landing not in the table"],
    [
      "different",
      `SELECT * REPLACE (joules_produced + (serial_number = 'i2')::BIGINT AS joules_produced) FROM FILE`,
      "8 readings with other values than were captured first",
    ],
    [
      "null",
      "SELECT * REPLACE (NULL::BIGINT AS joules_produced) FROM FILE",
      "16 readings with other values than were captured first",
    ],
    [
      "extra",
      "SELECT * FROM FILE UNION ALL SELECT * REPLACE ('i9' AS serial_number) FROM FILE WHERE serial_number = 'i2' ORDER BY gateway, serial_number, period_end_time",
      "8 readings of the table in no file of the landing",
    ],
  ])("finds readings that are %s", async (_, sql, message) => {
    await rewrite(sql);
    const [finding, ...others] = await found({ hashes: false });
    expect(finding).toMatchObject({
      id: "rows",
      status: "wrong",
      details: [{ where: "2026-08, shard 0", message }],
    });
    expect(others).toEqual([]);
  });

  it("finds readings that are there twice", async () => {
    await rewrite(
      "SELECT * FROM FILE UNION ALL SELECT * FROM FILE ORDER BY gateway, serial_number, period_end_time",
    );
    const findings = await found({ hashes: false });
    expect(findings.find(({ id }) => id === "keys")).toMatchObject({
      status: "wrong",
      details: [{ count: 16, message: "16 readings more than once" }],
    });
  });

  it("finds rows that are out of order", async () => {
    await rewrite("SELECT * FROM FILE ORDER BY period_end_time, gateway");
    const findings = await found({ hashes: false });
    expect(findings).toMatchObject([{ id: "order", status: "wrong" }]);
    expect(findings[0]?.details[0]?.count).toBeGreaterThan(5);
  });

  it("notes readings that came in several versions, which are no error", async () => {
    await fleet.land(home, "2026-09", [
      ...readings("i1", "2026-09-01", 4, 2),
      ...readings("i1", "2026-09-02", 4),
    ]);
    await fleet.land(other, "2026-09", readings("i2", "2026-09-01", 4));
    await compact();
    expect(await found()).toMatchObject([
      {
        id: "conflicts",
        status: "note",
        details: [
          {
            where: home.gateway,
            count: 4,
            message: "4 readings in several versions in 2026-09, shard 0",
          },
        ],
      },
    ]);
  });

  it("finds an inverter of two gateways: wrong at the same time, and a note one after the other", async () => {
    await fleet.land(other, "2026-09", readings("i1", "2026-09-02", 8));
    await compact();
    const [note] = await found();
    expect(note).toMatchObject({
      id: "inverters",
      status: "note",
      details: [{ where: "i1", count: 2 }],
    });
    expect(note?.details[0]?.message).toBe(
      `is of ${home.gateway}, ${other.gateway}, one after the other`,
    );
    await fleet.land(other, "2026-09", readings("i1", "2026-09-01", 8));
    await compact();
    expect(await found()).toMatchObject([
      { id: "inverters", status: "wrong", details: [{ where: "i1" }] },
    ]);
  });

  it("notes days and months without readings, and values that were too large", async () => {
    await fleet.land(other, "2026-11", readings("i2", "2026-11-02", 8));
    const file = { hash: "x", bytes: 1, rows: 8, nulledValues: 3, rowsLeftOut: 0 };
    await fleet.landing.keep({ ...home, files: { a: file } });
    await compact();
    expect(await found()).toMatchObject([
      { id: "overflow", status: "note", details: [{ where: home.gateway, count: 3 }] },
      {
        id: "completeness",
        status: "note",
        details: [
          {
            where: other.gateway,
            count: 62,
            message:
              "62 days without readings between 2026-08-31 and 2026-11-02, 2 whole months among them",
          },
        ],
      },
    ]);
  });
});

describe("envoy-fleet check", () => {
  it("ends with 4 when something is wrong, as text and as JSON of its schema", async () => {
    const validate = new Ajv2020({ strict: false, validateFormats: false }).compile(
      JSON.parse(readFileSync(new URL("../check.schema.json", import.meta.url), "utf8")),
    );
    const good = await runFleet(["check", "--json"], { cwd: fleet.folder });
    expect(good.code, good.stderr).toBe(0);
    expect(validate(JSON.parse(good.stdout)), JSON.stringify(validate.errors)).toBe(true);
    await rewrite("SELECT * FROM FILE LIMIT 14");
    const text = await runFleet(["check"], { cwd: fleet.folder });
    expect(text.code).toBe(4);
    expect(text.stdout).toContain("wrong    rows: The table and the landing differ in 1 way\n");
    expect(text.stdout).toContain("\n         2026-08, shard 0: 2 readings of the landing not in");
    const json = await runFleet(["check", "--json"], { cwd: fleet.folder });
    expect(json.code).toBe(4);
    const answer = JSON.parse(json.stdout);
    expect(validate(answer), JSON.stringify(validate.errors)).toBe(true);
    expect(answer).toEqual(
      JSON.parse(checkJson(await check({ hashes: false }), new Date(answer.at))),
    );
    expect(answer.exitCode).toBe(4);
  });

  it("ends with 5 if there is no table yet", async () => {
    await rm(fleet.config.table, { recursive: true });
    const { code, stderr } = await runFleet(["check"], { cwd: fleet.folder });
    expect(code).toBe(5);
    expect(stderr).toContain("envoy-fleet compact");
  });
});
