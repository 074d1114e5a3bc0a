import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { fleetColumns } from "@envoy/fleet-engine";
import { listLanding, shardOf } from "@envoy/fleet-table";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { generateLanding, type WrittenFiles } from "../src/index.js";

let folder = "";
let written: WrittenFiles | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "landing-"));
  written = await generateLanding({ folder, ...small });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const small = { gateways: 5, month: "2026-06", beforeDay: 4, shards: 2, threads: 2 } as const;

async function duck(sql: string): Promise<readonly (readonly unknown[])[]> {
  const connection = await (await DuckDBInstance.create()).connect();
  await connection.run("SET TimeZone = 'UTC'");
  const files = `read_parquet('${folder}/year=*/**/*.parquet', hive_partitioning = false, filename = true)`;
  const rows = await connection.runAndReadAll(sql.replaceAll("LANDING", files));
  connection.closeSync();
  return rows.getRowsJS();
}

describe("generateLanding", () => {
  it("writes a file a gateway where the landing has it, named by its content", async () => {
    const listed = await listLanding(folder);
    expect(listed).toHaveLength(5);
    expect(written?.files).toBe(5);
    let size = 0;
    for (const { path, gateway, shard, sha12, month } of listed) {
      const content = await readFile(join(folder, path));
      expect(createHash("sha256").update(content).digest("hex").slice(0, 12)).toBe(sha12);
      expect([month, shard]).toEqual(["2026-06", shardOf(gateway, 2)]);
      size += content.byteLength;
    }
    expect(written?.bytes).toBe(size);
    expect(await duck("SELECT count(*)::INTEGER FROM LANDING")).toEqual([[written?.rows]]);
    expect(listed.map(({ sequence }) => sequence).sort()).toEqual([1, 2, 3, 4, 5]);
  });

  it("has the fleet's columns and the sequence, sorted, no key twice, of the days that were asked for", async () => {
    const types = {
      text: "VARCHAR",
      timestamp: "TIMESTAMP WITH TIME ZONE",
      bigint: "BIGINT",
      int: "INTEGER",
    };
    const described = await duck("SELECT column_name, column_type FROM (DESCRIBE FROM LANDING)");
    expect(described).toEqual([
      ...fleetColumns.map(({ name, type }) => [name, types[type]]),
      ["sequence", "BIGINT"],
      ["filename", "VARCHAR"],
    ]);
    const [facts] = await duck(
      `SELECT count(DISTINCT (gateway, serial_number, period_end_time)) = count(*),
         min(period_end_time)::VARCHAR, max(period_end_time)::VARCHAR,
         count(*) FILTER (filename NOT LIKE '%gateway=' || gateway || '/' || lpad(sequence::VARCHAR, 10, '0') || '-%')
       FROM LANDING`,
    );
    expect(facts?.[0]).toBe(true);
    expect(facts?.[1]).toMatch(/^2026-06-01 0/);
    expect(facts?.[2]).toMatch(/^2026-06-03 2/);
    expect(facts?.[3]).toBe(0n);
    for (const { path } of await listLanding(folder)) {
      const keys = await duck(
        `SELECT serial_number || ' ' || epoch(period_end_time)::BIGINT FROM '${join(folder, path)}'`,
      );
      expect(keys).toEqual([...keys].sort());
      expect(keys.length).toBeGreaterThan(500);
    }
  });

  it("makes the readings of the simulator: the energy of a day grows with its joules", async () => {
    const [wrong] = await duck(
      `SELECT count(*) FROM (
         SELECT watt_hours_today AS shown, joules_produced AS joules,
           lag(watt_hours_today) OVER inverter AS before
         FROM LANDING WINDOW inverter AS (PARTITION BY gateway, serial_number ORDER BY period_end_time))
       WHERE before <= shown AND abs((shown - before) - joules / 3600) > 1 AND shown > 0`,
    );
    expect(wrong).toEqual([0n]);
  });

  it("tells what is known of each source, and which number is free", async () => {
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await readFile(join(folder, "sequence"), "utf8")).toBe("6\n");
    expect(JSON.parse(await readFile(join(folder, "landing.json"), "utf8"))).toEqual({
      version: 1,
      shards: 2,
    });
    const [[gateway, inverters, last] = []] = await duck(
      `SELECT gateway, array_sort(list(DISTINCT serial_number)), epoch_ms(max(period_end_time))::DOUBLE
       FROM LANDING GROUP BY gateway ORDER BY gateway LIMIT 1`,
    );
    const state = JSON.parse(await readFile(join(folder, "sources", `${gateway}.json`), "utf8"));
    expect(state).toMatchObject({ gateway, inverters, last });
  });

  it("replaces the files of some gateways by later ones with more days", async () => {
    const before = await listLanding(folder);
    const rowsBefore = await duck("FROM LANDING SELECT * EXCLUDE (sequence, filename)");
    const later = { ...small, gateways: 2, beforeDay: 5, firstSequence: 6 };
    await generateLanding({ folder, ...later });
    const after = await listLanding(folder);
    expect(after.map(({ gateway }) => gateway)).toEqual(before.map(({ gateway }) => gateway));
    expect(after.map(({ sequence }) => sequence).sort()).toEqual([3, 4, 5, 6, 7]);
    const kept = await duck(
      "FROM LANDING SELECT * EXCLUDE (sequence, filename) WHERE period_end_time < '2026-06-04'",
    );
    const texts = (rows: readonly (readonly unknown[])[]) => rows.map(String).sort();
    expect(texts(kept)).toEqual(texts(rowsBefore));
    expect(await readdir(join(folder, "sources"))).toHaveLength(5);
  });

  it("stops with the reason of its signal", async () => {
    const signal = AbortSignal.timeout(300);
    const other = join(folder, "other");
    const all = generateLanding({ folder: other, gateways: 10_000, month: "2026-06", signal });
    await expect(all).rejects.toThrow(/timeout/);
    expect((await listLanding(other)).length).toBeLessThan(10_000);
  });
});
