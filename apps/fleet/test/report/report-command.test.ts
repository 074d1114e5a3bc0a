import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manifestText, type TableManifest } from "@envoy/fleet-table";
import { afterAll, beforeAll, expect, test } from "vitest";
import { report } from "../../src/commands/report.js";
import type { FleetConfig } from "../../src/config/config.js";
import { FleetError } from "../../src/errors/exit-code.js";
import { parquetBatches } from "../../src/report/parquet-rows.js";
import { simulatedRoof, simulatedTable } from "./support/simulated-table.js";

const day = 86_400;
const at = (date: number): number => Date.UTC(2026, 5, date) / 1000 - 2 * 3600;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
  await mkdir(join(folder, "landing"));
  const faults = [{ kind: "dead", inverters: [0], from: at(11) }] as const;
  const roofs = [
    simulatedRoof({ gateway: "ga", faults }),
    simulatedRoof({ gateway: "gb", shard: 1 }),
    simulatedRoof({ gateway: "gc", shard: 1, location: undefined, timeZone: "America/Chicago" }),
  ];
  const generation = join(folder, "table", "generation-000001");
  const span = { from: at(1) - day, to: at(36) };
  const { files } = await simulatedTable(generation, roofs, span);
  const manifest: TableManifest = {
    version: 1,
    generation: 1,
    madeAt: "2026-07-06T00:00:00.000Z",
    sqlVersion: 1,
    shards: 2,
    consumed: {},
    files: files.map((file) => ({ ...file, sha256: "0".repeat(64), digest: "0".repeat(64) })),
  };
  await writeFile(join(generation, "manifest.json"), manifestText(manifest));
  await symlink("generation-000001", join(folder, "table", "current"));
});
afterAll(() => rm(folder, { recursive: true }));

function configOf(changes: Partial<FleetConfig> = {}): FleetConfig {
  return {
    file: join(folder, "fleet.toml"),
    landing: join(folder, "landing"),
    table: join(folder, "table"),
    reports: join(folder, "reports"),
    engine: "duckdb",
    closeAfterDays: 7,
    shards: undefined,
    parallel: 1,
    duckdb: { memoryLimit: "500MB", threads: 2 },
    spark: { home: undefined, master: "local", conf: {} },
    sources: [],
    publish: undefined,
    ...changes,
  };
}

async function run(
  options: Parameters<typeof report>[1],
  config = configOf(),
): Promise<readonly string[]> {
  const lines: string[] = [];
  const print = (line: string) => void lines.push(line);
  const { signal } = new AbortController();
  expect(await report({ config, signal, print, warn: print }, options)).toBe(0);
  return lines;
}

test("the report of the latest whole month is written below the config's reports", async () => {
  const lines = await run({});
  const written = join(folder, "reports", "2026-06");
  expect(lines[0]).toBe("Report of 2026-06: 3 roofs, 18 inverters, 30 days");
  expect(lines).toContain("Silent inverters: 1");
  expect(lines.at(-1)).toBe(`Written to ${written}`);
  expect((await readdir(written)).sort()).toEqual([
    ...["README.txt", "gateways.csv", "gateways.parquet"],
    ...["inverters.csv", "inverters.parquet"],
  ]);
  const csv = (await readFile(join(written, "inverters.csv"), "utf8")).split("\r\n");
  expect(csv).toHaveLength(1 + 18 + 1);
  expect(csv.filter((line) => line.endsWith("Z"))).toHaveLength(1);
  let rows = 0;
  for await (const batch of parquetBatches(join(written, "inverters.parquet"))) rows += batch.rows;
  expect(rows).toBe(18);
});

test("another month is reported into a folder that is given, and replaces an earlier report", async () => {
  const output = join(folder, "july");
  await mkdir(join(output, ".making", "days-0"), { recursive: true });
  await writeFile(join(output, "gateways.csv"), "old");
  const lines = await run({ month: "2026-07", output });
  expect(lines[0]).toMatch(/^Report of 2026-07: 3 roofs, 18 inverters, [45] days$/);
  expect(await readFile(join(output, "gateways.csv"), "utf8")).toContain("ga,");
  expect(existsSync(join(output, ".making"))).toBe(false);
});

test("equal tables give equal files", async () => {
  const outputs = [join(folder, "one"), join(folder, "two")];
  for (const output of outputs) await run({ month: "2026-06", output });
  for (const name of await readdir(join(folder, "one"))) {
    const [one, two] = await Promise.all(outputs.map((output) => readFile(join(output, name))));
    expect(one?.equals(two ?? Buffer.of()), name).toBe(true);
  }
});

test.each([
  ["June", 2, /"June" is no month. Write it as --month 2026-11/],
  ["2026-03", 2, /no readings of 2026-03, only of 2026-05 to 2026-07/],
])("a report of %s is refused with what to do", async (month, code, message) => {
  const refused = run({ month });
  await expect(refused).rejects.toThrow(message);
  await expect(refused).rejects.toBeInstanceOf(FleetError);
  await expect(refused).rejects.toMatchObject({ exitCode: code });
});

test("without a table, the report says how to make one", async () => {
  const config = configOf({ table: join(folder, "none") });
  await mkdir(config.table);
  await expect(run({}, config)).rejects.toThrow(/has no readings yet. Run envoy-fleet pull, then/);
});
