import { DiskModel, disksAfterPowerLoss, interpose } from "@envoy/disk-model";
import { describe, expect, it } from "vitest";
import { convertArchive } from "../src/flush/convert-archive.js";
import { finishConversion, replacedFolder } from "../src/flush/swap-archive.js";
import { openArchive } from "../src/readings/archive.js";
import { typesOfPartition } from "../src/readings/archive-types.js";
import { RowBuilder } from "../src/readings/row-builder.js";

const archive = "/home/me/data/parquet_archive";
const { signal } = new AbortController();

/** A disk with a native archive of two months. */
async function nativeArchive(): Promise<DiskModel> {
  const disk = new DiskModel();
  const rows = new RowBuilder();
  for (const end of ["2026-01-31T12:00:00Z", "2026-02-01T12:00:00Z"]) {
    rows.add({ serialNumber: "1", endDate: Date.parse(end) / 1000, joulesProduced: 7 });
  }
  await openArchive(archive, { fileSystem: disk }).merge(rows.table());
  return disk;
}

/** The types of each month, and how many rows it has. */
async function monthsOf(fileSystem: DiskModel, folder = archive): Promise<readonly string[]> {
  const months: string[] = [];
  const found = openArchive(folder, { fileSystem });
  for (const partition of await found.partitions()) {
    const types = await typesOfPartition(found, partition);
    const table = await openArchive(folder, { fileSystem, ...(types && { types }) }).read(
      partition,
    );
    months.push(`${partition.year}-${partition.month} ${types} ${table?.numRows}`);
  }
  return months;
}

const native = ["2026-1 native 1", "2026-2 native 1"];
const portable = ["2026-1 portable 1", "2026-2 portable 1"];

describe("power loss at any call of a conversion", () => {
  it("leaves months of one kind or no archive, and the next run has all of them and those before", async () => {
    const disk = await nativeArchive();
    const moments: { readonly after: string; readonly disk: DiskModel }[] = [];
    const watched = interpose(disk, {
      after: async ({ name, path, changes }) => {
        if (changes) moments.push({ after: `${name} ${path}`, disk: disk.copy() });
      },
    });
    await convertArchive(archive, { types: "portable", signal, fileSystem: watched });
    moments.push({ after: "the end", disk });
    expect(moments.length).toBeGreaterThan(15);
    const faults: string[] = [];
    for (const moment of moments) {
      for (const left of disksAfterPowerLoss(moment.disk)) {
        const found = String(await monthsOf(left));
        await finishConversion(left, archive);
        const next = String(await monthsOf(left));
        const kept = String(await monthsOf(left, replacedFolder(archive)));
        const isRight = next === String(kept === "" ? native : portable);
        if (!isRight || !["", next].includes(found)) {
          faults.push(`power lost after ${moment.after}: ${found}, then ${next}, kept ${kept}`);
        }
      }
    }
    expect(faults).toEqual([]);
    for (const left of disksAfterPowerLoss(disk)) expect(await monthsOf(left)).toEqual(portable);
  });
});
