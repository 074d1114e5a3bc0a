import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { parseManifest } from "@envoy/archive-reader";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Change,
  type Household,
  households,
  type LaterPull,
  laterPulls,
} from "../src/index.js";

const span = { from: Date.UTC(2026, 8, 28) / 1000, to: Date.UTC(2026, 9, 3) / 1000 };

let folder = "";
let made: readonly Household[] = [];
let stories: readonly (readonly LaterPull[])[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "later-pulls-"));
  made = await households({ count: 3, ...span });
  stories = await Promise.all(made.map((household) => laterPulls(household)));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function pullOf(story: readonly LaterPull[], change: Change): LaterPull {
  const pull = story.find((candidate) => candidate.change === change);
  if (pull === undefined) throw new Error(`there is no pull "${change}"`);
  return pull;
}

/** Each key's joules in all files that DuckDB can read, or what it says of one that it cannot. */
async function joulesIn(files: ReadonlyMap<string, Uint8Array>): Promise<Map<string, number>> {
  const connection = await (await DuckDBInstance.create()).connect();
  const joules = new Map<string, number>();
  for (const [path, bytes] of files) {
    if (!path.startsWith("data/")) continue;
    const copy = join(folder, "file.parquet");
    await writeFile(copy, bytes);
    const rows = await connection.runAndReadAll(
      `SELECT serial_number, epoch(period_end_time)::BIGINT, joules_produced::BIGINT FROM '${copy}'`,
    );
    for (const [serial, end, value] of rows.getRows())
      joules.set(`${serial} ${end}`, Number(value));
  }
  connection.closeSync();
  return joules;
}

describe("laterPulls", () => {
  it("bring late rows, and in the end every reading of the household", () => {
    for (const [index, story] of stories.entries()) {
      const counts = ["first", "late", "repeated", "conflicting", "damaged"] as const;
      const [first, late, repeated, conflicting, damaged] = counts.map(
        (change) => pullOf(story, change).expected.length,
      );
      expect(late).toBeGreaterThan(first ?? Number.NaN);
      expect([repeated, conflicting, damaged]).toEqual([late, late, late]);
      const all = made[index]?.readings;
      expect(pullOf(story, "repaired").expected).toEqual(all);
      expect(pullOf(story, "removed").expected).toEqual(all);
    }
  });

  it("have late rows in an early month too", () => {
    for (const [index, story] of stories.entries()) {
      const early = Date.UTC(2026, 8, 30) / 1000;
      const rowsBefore = (change: Change): number =>
        pullOf(story, change).expected.filter(({ endDate }) => endDate < early).length;
      expect(rowsBefore("late")).toBeGreaterThan(rowsBefore("first"));
      expect(made[index]?.files.size).toBeGreaterThan(2);
    }
  });

  it("keep the values that were captured first", async () => {
    for (const story of stories) {
      const { files, expected, conflicts } = pullOf(story, "conflicting");
      const joules = await joulesIn(files);
      const differing = expected.filter(
        (reading) =>
          joules.get(`${reading.serialNumber} ${reading.endDate}`) !== reading.joulesProduced,
      );
      expect(conflicts).toBeGreaterThan(0);
      expect(differing).toHaveLength(conflicts);
      const repeated = pullOf(story, "repeated");
      expect(repeated.conflicts).toBe(0);
      expect(await joulesIn(repeated.files)).toEqual(await joulesIn(pullOf(story, "late").files));
      for (const [path, bytes] of pullOf(story, "late").files) {
        if (path.startsWith("data/")) expect(repeated.files.get(path)).not.toEqual(bytes);
      }
    }
  });

  it("leave files alone whose rows have not changed", () => {
    for (const story of stories) {
      const oldest = "data/year=2026/month=9/00000000.parquet";
      const [conflicting, damaged, repaired] = (
        ["conflicting", "damaged", "repaired"] as const
      ).map((change) => pullOf(story, change).files.get(oldest));
      expect(damaged).toBe(conflicting);
      expect(repaired).toBe(conflicting);
    }
  });

  it("cut a file off so that nobody can read it", async () => {
    for (const story of stories) {
      const { files, damaged } = pullOf(story, "damaged");
      expect(damaged).toEqual(["data/year=2026/month=10/00000000.parquet"]);
      await expect(joulesIn(files)).rejects.toThrow();
    }
  });

  it("flip a bit that the manifest's hash tells of, or that no reader accepts", async () => {
    const [native, , python] = made;
    if (native === undefined || python === undefined) throw new Error("there are no households");
    const { files, damaged } = pullOf(
      await laterPulls(native, { damage: "flipped-bit" }),
      "damaged",
    );
    const manifest = parseManifest(
      JSON.parse(Buffer.from(files.get("manifest.json") ?? []).toString()),
    );
    const wrong = manifest.tables.readings.filter(
      ({ path, sha256 }) =>
        createHash("sha256")
          .update(files.get(path) ?? "")
          .digest("hex") !== sha256,
    );
    expect(wrong.map(({ path }) => path)).toEqual(damaged);
    const undescribed = await laterPulls(python, { damage: "flipped-bit" });
    await expect(joulesIn(pullOf(undescribed, "damaged").files)).rejects.toThrow();
  });

  it("take a file away, from the manifest too, and keep its rows", () => {
    for (const story of stories) {
      const { files, removed } = pullOf(story, "removed");
      const text = files.get("manifest.json");
      expect(removed).toEqual(["data/year=2026/month=9/00000000.parquet"]);
      expect(files.has(removed[0] ?? "")).toBe(false);
      if (text !== undefined) expect(Buffer.from(text).toString()).not.toContain("month=9");
    }
  });
});
