import { DiskModel, disksAfterPowerLoss, interpose, systemError } from "@envoy/disk-model";
import type { FileSystem } from "@envoy/durable-file";
import { defineTable, ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
import {
  Dictionary,
  Field,
  Int32,
  Schema,
  type Table,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import { describe, expect, it } from "vitest";

const schema = new Schema([
  new Field("meter", new Dictionary(new Utf8(), new Int32()), true),
  new Field("time", new TimestampMicrosecond("UTC"), true),
  new Field("json", new Utf8(), true),
]);
const table = defineTable({
  schema,
  primaryKey: ["meter", "time"],
  partitionTime: "time",
  partitionBy: "day",
});
const folder = "/home/me/data/tables/meters";
const before = new Date("2026-06-02T00:00:00Z");

const open = (fileSystem: FileSystem): ParquetArchive =>
  new ParquetArchive({ folder, table, fileSystem });

function rowsAt(...times: string[]): Table {
  return tableFromColumns(schema, {
    meter: times.map(() => "1"),
    time: times.map((time) => BigInt(Date.parse(time)) * 1000n),
    json: times.map((time) => time),
  });
}

const old = ["2026-05-01T00:00:00Z", "2026-05-31T00:00:00Z", "2026-06-01T00:00:00Z"];
const late = "2026-05-20T00:00:00Z";

/** A disk with two days of May and one of June. */
async function diskWithDays(): Promise<DiskModel> {
  const disk = new DiskModel();
  await open(disk).merge(rowsAt(...old));
  return disk;
}

/** The texts of all rows, a list for each partition; "damaged" where a file is. */
async function textsOn(disk: DiskModel): Promise<string[]> {
  const archive = open(disk);
  const texts: string[] = [];
  for (const partition of await archive.partitions()) {
    const found = await archive.read(partition).catch(() => undefined);
    texts.push(...(found === undefined ? ["damaged"] : (found.getChild("json") ?? [])));
  }
  return texts.sort();
}

const all = [...old].sort();
const withLate = [...old, late].sort();

/** What is wrong with a disk that a crash left: at once, after the next closing, and after a merge of a late row. */
async function faultsOf(left: DiskModel): Promise<string[]> {
  const faults: string[] = [];
  const found = await textsOn(left);
  // Between the two renames there is no May, never a part of it.
  if (String(found) !== String(all) && String(found) !== String([old[2]])) {
    faults.push(`found ${found}`);
  }
  const [closing, merging] = [left.copy(), left.copy()];
  const { failures } = await open(closing).closeMonths({ before });
  const closed = await textsOn(closing);
  if (failures.length > 0 || String(closed) !== String(all)) faults.push(`closed: ${closed}`);
  const strays = [...closing.files().keys()].filter((path) => path.includes(".closing"));
  if (strays.length > 0) faults.push(`left: ${strays}`);
  if ((await open(closing).partitions()).length !== 2) faults.push("not closed");
  await open(merging).merge(rowsAt(late));
  const merged = await textsOn(merging);
  if (String(merged) !== String(withLate)) faults.push(`merged: ${merged}`);
  await open(merging).closeMonths({ before });
  const both = await textsOn(merging);
  if (String(both) !== String(withLate)) faults.push(`merged and closed: ${both}`);
  return faults;
}

describe("closing a month of days", () => {
  it("loses no row to power loss at any call, and the next run ends it", async () => {
    const disk = await diskWithDays();
    const moments: { readonly after: string; readonly disk: DiskModel }[] = [];
    const watched = interpose(disk, {
      after: async ({ name, path, changes }) => {
        if (changes) moments.push({ after: `${name} ${path}`, disk: disk.copy() });
      },
    });
    expect((await open(watched).closeMonths({ before })).closed).toHaveLength(1);
    moments.push({ after: "the end", disk });
    expect(moments.length).toBeGreaterThan(15);
    const faults: string[] = [];
    for (const moment of moments) {
      for (const left of disksAfterPowerLoss(moment.disk)) {
        for (const fault of await faultsOf(left)) faults.push(`after ${moment.after}: ${fault}`);
      }
    }
    expect(faults).toEqual([]);
    for (const left of disksAfterPowerLoss(disk)) {
      expect((await open(left).partitions()).map(({ day }) => day)).toEqual([0, 1]);
    }
  });

  it("loses no row to power loss while the next run ends it", async () => {
    const disk = await diskWithDays();
    const stages: DiskModel[] = [];
    const watched = interpose(disk, {
      after: async ({ name }) => {
        if (["rename", "unlinkSync"].includes(name)) stages.push(disk.copy());
      },
    });
    await open(watched).closeMonths({ before });
    const faults: string[] = [];
    for (const stage of stages) {
      const moments: DiskModel[] = [];
      const again = interpose(stage, {
        after: async ({ changes }) => {
          if (changes) moments.push(stage.copy());
        },
      });
      await open(again).closeMonths({ before });
      for (const moment of moments) {
        for (const left of disksAfterPowerLoss(moment)) faults.push(...(await faultsOf(left)));
      }
    }
    expect(faults).toEqual([]);
  });

  it.each(["ENOSPC", "EIO", "EROFS"])(
    "survives %s at any call, says so, and ends it next time",
    async (code) => {
      const isDone = { yet: false };
      for (let failing = 0; !isDone.yet; failing++) {
        const disk = await diskWithDays();
        let calls = 0;
        const faulty = interpose(disk, {
          before: ({ name, path, changes }) => {
            if (changes && calls++ === failing) throw systemError(code, name, path);
            return undefined;
          },
        });
        const { closed, failures } = await open(faulty).closeMonths({ before });
        isDone.yet = calls <= failing;
        const faults = await faultsOf(disk);
        expect(faults, `call ${failing}`).toEqual([]);
        expect(closed.length + failures.length, `call ${failing}`).toBeGreaterThan(0);
      }
    },
  );
});
