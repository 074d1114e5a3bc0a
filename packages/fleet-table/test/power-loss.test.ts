import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DiskModel, disksAfterPowerLoss, systemError } from "@envoy/disk-model";
import type { LandingFile, TableManifest } from "@envoy/fleet-table";
import { beforeAll, describe, expect, it } from "vitest";
import { compact, faultOf, modelFileSystem, modelledTable } from "./support/modelled-table.js";
import { landingFile } from "./support/table-files.js";
import { readings, writeParquet } from "./support/write-parquet.js";

let engineFile: Uint8Array = new Uint8Array();
beforeAll(async () => {
  const folder = await mkdtemp(join(tmpdir(), "fleet-model-"));
  const path = join(folder, "rows.parquet");
  await writeParquet(path, readings("2026-10-03 08:00:00", 5));
  engineFile = new Uint8Array(await readFile(path));
  await rm(folder, { recursive: true });
});

const month = "2026-10";
const first = [landingFile({ month, sequence: 1 }), landingFile({ month, sequence: 2, shard: 1 })];
const second = [...first, landingFile({ month, sequence: 3 })];
const third = [...second, landingFile({ month, sequence: 4, shard: 1 })];

/** A disk with the generations of some landings. */
async function diskWith(landings: readonly (readonly LandingFile[])[]): Promise<DiskModel> {
  const disk = new DiskModel();
  for (const landing of landings) await compact(modelFileSystem(disk), landing, engineFile);
  disk.state.settle();
  return disk;
}

const generationOf = (
  manifest: TableManifest | undefined,
  landing: readonly LandingFile[],
): { manifest: TableManifest | undefined; readme: string } => ({
  manifest,
  readme: `of ${landing.length} files`,
});

/** The names in the table's folder. */
const namesIn = (disk: DiskModel): string[] =>
  [...disk.entries()]
    .map(([path]) => path)
    .filter((path) => dirname(path) === modelledTable)
    .map((path) => path.slice(modelledTable.length + 1))
    .sort();

describe("power loss at any call", () => {
  it.each([
    ["first", [], first],
    ["third", [first, second], third],
  ])(
    "leaves the generation before or the %s one, whole, and the next run ends in order",
    async (_, before, landing) => {
      const disk = await diskWith(before);
      const start = disk.copy();
      const old = generationOf(
        await compact(modelFileSystem(disk.copy()), before.at(-1) ?? [], engineFile),
        before.at(-1) ?? [],
      );
      const moments: { readonly after: string; readonly disk: DiskModel }[] = [];
      const watched = modelFileSystem(disk, {
        after: async ({ name, path, changes }) => {
          if (changes) moments.push({ after: `${name} ${path}`, disk: disk.copy() });
        },
      });
      const next = generationOf(await compact(watched, landing, engineFile), landing);
      const faults: string[] = [];
      const seen = new Set<string>();
      for (const { after, disk: then } of [{ after: "start", disk: start }, ...moments]) {
        for (const left of disksAfterPowerLoss(then)) {
          if (seen.size === seen.add(left.fingerprint()).size) continue;
          const fault =
            (await faultOf(left, [old, next])) ?? (await faultAfterRepeat(left, landing, next));
          if (fault !== undefined) faults.push(`after ${after}: ${fault}`);
        }
      }
      for (const left of disksAfterPowerLoss(disk)) {
        const fault = await faultOf(left, [next]);
        if (fault !== undefined) faults.push(`after the commit: ${fault}`);
      }
      expect(faults.slice(0, 5)).toEqual([]);
      expect(moments.length).toBeGreaterThan(40);
      expect(seen.size).toBeGreaterThan(100);
    },
  );

  async function faultAfterRepeat(
    disk: DiskModel,
    landing: readonly LandingFile[],
    next: { readonly manifest: TableManifest | undefined; readonly readme: string },
  ): Promise<string | undefined> {
    await compact(modelFileSystem(disk), landing, engineFile);
    const kept = [next.manifest?.generation ?? 0, (next.manifest?.generation ?? 0) - 1];
    const names = [
      "current",
      ...kept
        .filter(Boolean)
        .map((n) => `generation-00000${n}`)
        .sort(),
    ];
    const fault = await faultOf(disk, [next]);
    if (fault !== undefined) return `after the next run, ${fault}`;
    const found = namesIn(disk);
    return found.join() === names.join() ? undefined : `the next run leaves ${found.join(", ")}`;
  }
});

describe("power loss while old generations are dropped", () => {
  it("leaves a whole generation, and once the promise resolves nothing of an older one", async () => {
    const disk = await diskWith([first, second]);
    const old = generationOf(
      await compact(modelFileSystem(disk.copy()), second, engineFile),
      second,
    );
    const moments: DiskModel[] = [];
    const watched = modelFileSystem(disk, {
      after: async ({ changes }) => void (changes && moments.push(disk.copy())),
    });
    const next = generationOf(await compact(watched, third, engineFile, { dropOld: true }), third);
    for (const left of moments.flatMap((then) => [...disksAfterPowerLoss(then)])) {
      expect(await faultOf(left, [old, next])).toBeUndefined();
    }
    for (const left of disksAfterPowerLoss(disk)) {
      expect(await faultOf(left, [next])).toBeUndefined();
      expect(namesIn(left).filter((name) => name.startsWith("gen"))).toEqual(["generation-000003"]);
    }
  });
});

describe("a disk that fails at any call", () => {
  it.each(["ENOSPC", "EIO"])(
    "leaves a whole generation on %s, and the next run ends in order",
    async (code) => {
      const start = await diskWith([first]);
      const expected = async (disk: DiskModel, landing: readonly LandingFile[]) =>
        generationOf(await compact(modelFileSystem(disk), landing, engineFile), landing);
      const old = await expected(start.copy(), first);
      const next = await expected(start.copy(), second);
      let failed = 0;
      for (let failing = 1; ; failing++) {
        const disk = start.copy();
        let calls = 0;
        const faulty = modelFileSystem(disk, {
          before: ({ name, path, changes }) => {
            if (changes && ++calls === failing) throw systemError(code, name, path);
            return undefined;
          },
        });
        const error: unknown = await compact(faulty, second, engineFile).then(
          () => undefined,
          (reason: unknown) => reason,
        );
        if (calls < failing) break;
        if (error !== undefined) failed++;
        expect(await faultOf(disk, [old, next])).toBeUndefined();
        await compact(modelFileSystem(disk), second, engineFile);
        expect(await faultOf(disk, [next])).toBeUndefined();
      }
      expect(failed).toBeGreaterThan(30);
    },
  );
});
