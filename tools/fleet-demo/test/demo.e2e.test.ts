import { execFile } from "node:child_process";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const demo = fileURLToPath(new URL("../dist/demo.js", import.meta.url));

describe("the demo of a fleet", () => {
  let folder: string;
  let stdout: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "fleet-demo-"));
    ({ stdout } = await promisify(execFile)(process.execPath, [demo, "6"], { cwd: folder }));
  }, 120_000);

  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it("goes through late, repeated, conflicting, damaged and removed files, and publishes", () => {
    expect(stdout).toMatch(/4 of 6 sources pulled: nothing new; 2 could not be pulled completely/);
    expect(stdout).toMatch(/^note +conflicts: \d+ readings came in several versions$/m);
    expect(stdout).not.toMatch(/^(failed|error)/im);
    expect(stdout).toMatch(/^Published generation 4: /m);
    expect(stdout).toMatch(/^ {2}data\/year=\d{4}\/month=\d+\/part-00000-of-00004\.parquet /m);
  });

  it("leaves a table that DuckDB reads, with each reading once", async () => {
    const table = join(folder, "demo-data/fleet/table/current");
    expect(await readdir(table)).toEqual(expect.arrayContaining(["data", "recent"]));
    const connection = await (await DuckDBInstance.create(":memory:")).connect();
    const answer = await connection.runAndReadAll(
      `SELECT count(DISTINCT gateway), count(*) - count(DISTINCT (gateway, serial_number, period_end_time))
       FROM read_parquet(['${table}/data/**/*.parquet', '${table}/recent/**/*.parquet'])`,
    );
    expect(answer.getRows()).toEqual([[6n, 0n]]);
    connection.closeSync();
  });
});
