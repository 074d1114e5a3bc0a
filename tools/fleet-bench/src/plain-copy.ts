// The least that a compaction can do, as a program of its own: reads all files of a landing, shard by shard, and writes them in
// order, with the same settings. Arguments: landing, folder to write to, memory limit in bytes, threads.
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { fleetColumns, fleetKey } from "@envoy/fleet-engine";
import { listLanding } from "@envoy/fleet-table";

const [landing = "", folder = "", memoryLimit = "", threads = ""] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const instance = await DuckDBInstance.create(":memory:", {
  memory_limit: `${Number(memoryLimit) / 1e6}MB`,
  threads,
  temp_directory: join(folder, "temporary"),
});
const connection = await instance.connect();
await connection.run("SET TimeZone = 'UTC'");
const shards = new Map<number, string[]>();
for (const { shard, path } of await listLanding(landing)) {
  const files = shards.get(shard) ?? [];
  files.push(`'${join(landing, path)}'`);
  shards.set(shard, files);
}
const columns = fleetColumns.map(({ name }) => name).join(", ");
for (const [shard, files] of shards) {
  await connection.run(
    `COPY (SELECT ${columns} FROM read_parquet([${files.join(", ")}], hive_partitioning = false)
       ORDER BY ${fleetKey.join(", ")})
     TO '${join(folder, `${shard}.parquet`)}' (FORMAT parquet, PARQUET_VERSION v2, COMPRESSION zstd, ROW_GROUP_SIZE 122880)`,
  );
}
connection.closeSync();
instance.closeSync();
