import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ParquetArchive } from "@envoy/parquet-archive";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { changes, type MeterRow, meter, meterRows, rowsOfMeter } from "./support/meter.js";

let folder = "";
let archive: ParquetArchive;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "repeats-"));
  archive = new ParquetArchive({ folder, table: changes });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (time: string): string => `2026-05-31T${time}:00.000Z`;

async function allRows(): Promise<MeterRow[]> {
  const rows: MeterRow[] = [];
  for (const partition of await archive.partitions()) {
    rows.push(...rowsOfMeter(await archive.read(partition)));
  }
  return rows;
}

/** What polls leave, one by one in order of time, written the long way. */
function archived(polls: readonly MeterRow[]): MeterRow[] {
  const kept: MeterRow[] = [];
  for (const row of polls) {
    const [name, time, json] = row;
    const sameDay = kept.filter(
      (other) => other[0] === name && other[1].startsWith(time.slice(0, 10)),
    );
    const last = sameDay.at(-1);
    if (last === undefined || (last[1] !== time && last[2] !== json)) kept.push(row);
  }
  const key = ([name, time]: MeterRow): string => `${time.slice(0, 10)} ${name} ${time}`;
  return kept.sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

const anyPolls: fc.Arbitrary<MeterRow[]> = fc
  .array(
    fc.tuple(
      fc.constantFrom("1", "2"),
      fc.integer({ min: 0, max: 60 }),
      fc.option(fc.constantFrom("a", "b", "ab"), { freq: 5 }),
    ),
    { maxLength: 80 },
  )
  .map((rows) =>
    rows
      .sort(([, a], [, b]) => a - b)
      .map(([name, hours, json]): MeterRow => {
        const time = new Date(Date.UTC(2026, 4, 30) + hours * 3_600_000).toISOString();
        return [name, time, json];
      }),
  )
  // One device says one thing at one time.
  .map((rows) =>
    rows.filter((row, i) => !rows.slice(0, i).some(([n, t]) => n === row[0] && t === row[1])),
  );

describe("a table that skips repeats", () => {
  it("archives a state when it begins, of each device by itself", async () => {
    const { rowsAdded } = await archive.merge(
      meterRows([
        ["a", at("00:00"), "x"],
        ["b", at("00:00"), "x"],
        ["a", at("00:01"), "x"],
        ["a", at("00:02"), "y"],
        ["b", at("00:02"), null],
        ["b", at("00:03"), null],
        ["a", at("00:03"), "x"],
      ]),
    );
    expect(rowsAdded).toBe(5);
    expect(await allRows()).toEqual([
      ["a", at("00:00"), "x"],
      ["a", at("00:02"), "y"],
      ["a", at("00:03"), "x"],
      ["b", at("00:00"), "x"],
      ["b", at("00:02"), null],
    ]);
  });

  it("writes nothing if all rows are repeats", async () => {
    await archive.merge(meterRows([["a", at("00:00"), "x"]]));
    const again = await archive.merge(meterRows([["a", at("00:01"), "x"]]));
    expect(again).toMatchObject({ changes: [], rowsAdded: 0 });
  });

  it("keeps repeats that are archived already, and a late row before an equal one", async () => {
    const owned = meterRows([
      ["a", at("00:01"), "x"],
      ["a", at("00:02"), "x"],
    ]);
    await new ParquetArchive({ folder, table: meter }).merge(owned);
    await archive.merge(
      meterRows([
        ["a", at("00:00"), "x"],
        ["a", at("00:03"), "x"],
      ]),
    );
    expect((await allRows()).map(([, time]) => time)).toEqual(["00:00", "00:01", "00:02"].map(at));
  });

  it("holds the same after one merge, many, and any that are repeated", async () => {
    await fc.assert(
      fc.asyncProperty(
        anyPolls,
        fc.array(fc.nat(80), { maxLength: 5 }),
        fc.array(fc.tuple(fc.nat(80), fc.nat(80)), { maxLength: 3 }),
        async (polls, cuts, repeats) => {
          const expected = archived(polls);
          for (const places of [[], cuts.sort((a, b) => a - b)]) {
            await rm(folder, { recursive: true, force: true });
            let from = 0;
            for (const to of [...places, polls.length]) {
              await archive.merge(meterRows(polls.slice(from, to)));
              from = Math.max(from, to);
            }
            expect(await allRows()).toEqual(expected);
            for (const [first, count] of repeats) {
              const again = await archive.merge(meterRows(polls.slice(first, first + count)));
              expect(again.rowsAdded).toBe(0);
            }
            expect(await allRows()).toEqual(expected);
          }
        },
      ),
      { numRuns: 60 },
    );
  });
});
