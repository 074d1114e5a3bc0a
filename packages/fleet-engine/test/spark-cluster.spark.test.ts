import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type CompactionInputs,
  closedShard,
  duckDbEngine,
  type FleetEngine,
  newRows,
  sparkEngine,
  type WriteJob,
} from "../src/index.js";
import { ParquetFiles } from "./support/parquet-files.js";
import { novemberAt, type Reading, reading } from "./support/readings.js";
import { SparkCluster, smallConf, sparkEnvironment } from "./support/spark-cluster.js";
import { type TemporaryFolder, temporaryFolder } from "./support/temporary-folder.js";
import { WorkFolder } from "./support/work-folder.js";

const home = process.env["ENVOY_SPARK"] ?? "";

describe.skipIf(home === "")("a cluster of Spark, with two workers", { timeout: 300_000 }, () => {
  let temporary: TemporaryFolder;
  let cluster: SparkCluster;
  let work: WorkFolder;
  let spark: FleetEngine;
  let inputs: readonly CompactionInputs[];
  let byDuckDb: readonly WriteJob[];

  beforeAll(async () => {
    temporary = temporaryFolder();
    const { path } = temporary;
    work = new WorkFolder(path, await ParquetFiles.open());
    cluster = await SparkCluster.start(home, join(path, "cluster"), 2);
    const { master } = cluster;
    const environment = sparkEnvironment;
    const workFolder = join(path, "engine");
    spark = sparkEngine({ home, master, conf: smallConf, environment, workFolder });
    inputs = await Promise.all(["a", "b", "c", "d", "e", "f"].map(shard));
    byDuckDb = jobs();
    const duckDb = duckDbEngine({ temporaryFolder: join(path, "duckdb"), threads: 2 });
    await duckDb.write(byDuckDb);
    await duckDb.close();
  }, 300_000);
  afterAll(() => {
    cluster.stop();
    work.files.close();
    temporary.remove();
  });

  /** A shard of gateways with what the table has, late rows, conflicts and new days. */
  async function shard(name: string): Promise<CompactionInputs> {
    const gateways = [0, 1, 2].map((i) => `g${name}${i}`);
    const rows = (gateway: string, from: number, to: number, joules: number): Reading[] =>
      ["s1", "s2"].flatMap((serial_number) =>
        Array.from({ length: to - from }, (_, i) =>
          reading({
            gateway,
            serial_number,
            period_end_time: novemberAt(1, (from + i) * 15),
            joules_produced: BigInt(joules + i) * 1_000_003n,
            flags: i % 7 === 0 ? null : 2n ** 63n - 1n - BigInt(i),
          }),
        ),
      );
    const previous = [await work.published(gateways.flatMap((one) => rows(one, 0, 300, 0)))];
    const landed = (from: number, to: number, joules: number) =>
      Promise.all(gateways.map((one) => work.landed(one, rows(one, from, to, joules))));
    return { previous, rounds: [await landed(100, 500, 7), await landed(300, 600, 9)] };
  }

  function jobs(): readonly WriteJob[] {
    return inputs.flatMap((shard) => [
      work.job(closedShard(shard)),
      work.job(newRows(shard), { split: "day" }),
    ]);
  }

  /** The driver that has begun to write rows. Nothing is in the folders of the jobs then. */
  async function writing(): Promise<number> {
    for (;;) {
      await sleep(20);
      if (pathsIn(join(work.path, "engine")).some((path) => /_temporary\/.*\.parquet$/.test(path)))
        return driver();
    }
  }

  function driver(): number {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8");
    const pids = children.trim().split(" ").map(Number);
    const [pid] = pids.filter((one) => !cluster.pids.includes(one));
    if (pid === undefined) throw new Error("There is no driver.");
    return pid;
  }

  async function expectSame(bySpark: readonly WriteJob[]): Promise<void> {
    expect(bySpark.length).toBeGreaterThan(0);
    for (const [i, job] of bySpark.entries()) {
      const other = byDuckDb[i]?.folder ?? "";
      const names = readdirSync(job.folder).sort();
      expect(names).toEqual(readdirSync(other).sort());
      for (const name of names) {
        const [one, two] = [join(job.folder, name), join(other, name)];
        expect(await work.files.schema(one)).toEqual(await work.files.schema(two));
        expect(await differences(one, two)).toEqual({ onlyOne: 0n, onlyTwo: 0n });
        expect(await keysOf(one)).toEqual(await keysOf(two));
      }
    }
  }

  async function differences(one: string, two: string): Promise<unknown> {
    const only = (a: string, b: string) =>
      `(SELECT COUNT(*) FROM (FROM '${a}' EXCEPT ALL FROM '${b}'))`;
    const [row] = await work.files.query(
      `SELECT ${only(one, two)} AS onlyOne, ${only(two, one)} AS onlyTwo`,
    );
    return row;
  }

  /** In the order of the file. */
  async function keysOf(path: string): Promise<unknown> {
    return work.files.query(`SELECT gateway, serial_number, period_end_time FROM '${path}'`);
  }

  it("leaves the folders of the jobs empty when its driver is killed while it writes", async () => {
    const killed = jobs();
    const failed = expect(spark.write(killed)).rejects.toMatchObject({ code: "ERR_SPARK_FAILED" });
    process.kill(await writing(), "SIGKILL");
    await failed;
    expect(killed.filter(({ folder }) => existsSync(folder))).toEqual([]);
  });

  it("writes the same rows in the same order as DuckDB when the jobs are repeated, and a worker is killed while it writes", async () => {
    const repeated = jobs();
    const done: string[] = [];
    const written = spark.write(repeated, { onWritten: ({ id }) => void done.push(id) });
    await Promise.race([writing(), written]);
    expect(done).toEqual([]);
    cluster.killWorker(1);
    await written;
    expect(done).toHaveLength(repeated.length);
    await expectSame(repeated);
  });
});

/** The paths below a folder that Spark changes meanwhile. */
function pathsIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch {
    return [];
  }
}
