import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nodeFileSystem } from "@envoy/durable-file";
import { tableFromColumns } from "@envoy/parquet-archive";
import { DataType } from "apache-arrow";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { prepareTables } from "../src/flush/prepare-tables.js";
import { noteTime } from "../src/state/noted-time.js";
import { meterReadings } from "../src/tables/meter-readings.js";
import { openTable } from "../src/tables/open-tables.js";

let folder: string;
let note: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "prepare-tables-"));
  note = join(folder, "state/months-left-open.txt");
});

afterEach(() => rm(folder, { recursive: true }));

/** Two days of May 2026 in a table, and whether the note is there whenever a day is read. */
async function daysOfMay() {
  const isNoted: boolean[] = [];
  const readFileSync: typeof nodeFileSystem.readFileSync = (path) => {
    isNoted.push(existsSync(note));
    return nodeFileSystem.readFileSync(path);
  };
  const fileSystem = { ...nodeFileSystem, readFileSync };
  const table = openTable(meterReadings, folder, { state: join(folder, "state"), fileSystem });
  const { schema } = meterReadings.definition;
  const times = [Date.UTC(2026, 4, 1), Date.UTC(2026, 4, 2)].map((ms) => BigInt(ms) * 1000n);
  const cells = schema.fields.map(({ name }) => [name, times.map(() => null)]);
  const named = { meter: ["1", "1"], phase: ["total", "total"], time: times };
  await table.archive.merge(tableFromColumns(schema, { ...Object.fromEntries(cells), ...named }));
  return { table, isNoted };
}

async function prepare(table: Awaited<ReturnType<typeof daysOfMay>>["table"]): Promise<unknown> {
  const run = {
    config: { state: join(folder, "state") },
    logger: { info: () => undefined },
    signal: AbortSignal.any([]),
  };
  return prepareTables(run as never, { tables: [table] } as never);
}

describe("a month whose days become one file", () => {
  it("is noted while that goes on, so that a process that dies of it is not followed by another", async () => {
    const { table, isNoted } = await daysOfMay();
    await prepare(table);
    expect(isNoted.length).toBeGreaterThan(1);
    expect(new Set(isNoted)).toEqual(new Set([true]));
    expect(existsSync(note)).toBe(false);
    expect(await table.archive.partitions()).toEqual([{ year: 2026, month: 5, day: 0 }]);
  });

  it("may be that of three three-phase meters, read each minute", async () => {
    const { table } = await daysOfMay();
    const { schema } = meterReadings.definition;
    const phases = ["1", "2", "3"].flatMap((meter) =>
      ["total", "A", "B", "C"].map((phase) => ({ meter, phase })),
    );
    // As many as 31 days have, a second apart.
    const rows = Array.from({ length: phases.length * 31 * 1440 }, (_, i) => i);
    const start = BigInt(Date.UTC(2026, 4, 3)) * 1000n;
    const cells = schema.fields.map(({ name, type }) => [
      name,
      rows.map((i) => (DataType.isFloat(type) ? i : "production")),
    ]);
    const phaseOf = (i: number) => phases[i % phases.length] ?? { meter: "", phase: "" };
    const named = {
      meter: rows.map((i) => phaseOf(i).meter),
      phase: rows.map((i) => phaseOf(i).phase),
      time: rows.map((i) => start + BigInt(Math.floor(i / phases.length)) * 1_000_000n),
    };
    await table.archive.merge(tableFromColumns(schema, { ...Object.fromEntries(cells), ...named }));
    await prepare(table);
    expect(await table.archive.partitions()).toEqual([{ year: 2026, month: 5, day: 0 }]);
  });

  it("stays as it is for a day after a process died of it", async () => {
    const { table } = await daysOfMay();
    await noteTime(note);
    await prepare(table);
    expect(await table.archive.partitions()).toHaveLength(2);
    await noteTime(note, Math.floor(Date.now() / 1000) - 86_401);
    await prepare(table);
    expect(await table.archive.partitions()).toHaveLength(1);
  });
});
