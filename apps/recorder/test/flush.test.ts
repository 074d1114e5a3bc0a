import { dirname } from "node:path";
import { interpose } from "@envoy/disk-model";
import { makeFolder, replaceFile } from "@envoy/durable-file";
import { describe, expect, it } from "vitest";
import {
  ModelledSite,
  poll,
  polls,
  savedTexts,
  siteDisk,
  untidinessOf,
  withFlushBehindEachCall,
} from "./support/modelled-site.js";

describe("flush", () => {
  it("writes a month once for many batches that wait, and ends them all", async () => {
    const disk = await siteDisk();
    for (let minute = 10; minute < 15; minute++) {
      const site = new ModelledSite(disk);
      await site.append(poll("1", `2026-01-31T23:${minute}:00Z`, minute));
      await site.seal();
    }
    let writes = 0;
    const watched = interpose(disk, {
      before: ({ name, path }) => {
        if (name === "rename" && path.includes("/parquet_archive/")) writes++;
        return undefined;
      },
    });
    const result = await new ModelledSite(watched).flush();
    expect(result).toMatchObject({ polls: 5, rowsAdded: 5, failures: [] });
    expect(writes).toBe(1);
    expect([...disk.entries()].filter(([path]) => path.includes("processing_"))).toEqual([]);
    expect((await new ModelledSite(disk).rows()).size).toBe(6);
  });

  it("lets another run ask whether a flush is due between any two calls", async () => {
    const disk = await siteDisk();
    const asking = new ModelledSite(disk, { isRunning: true });
    for (const { text } of polls) await asking.append(text);
    const watched = interpose(disk, { after: async () => void (await asking.flushStatus()) });
    expect(await new ModelledSite(watched).flush()).toMatchObject({ polls: polls.length });
    expect(await asking.flushStatus()).toEqual({ kind: "empty" });
  });

  it("lets a flush come between any two calls of another run that asks whether one is due", async () => {
    await withFlushBehindEachCall(
      async () => {
        const disk = await siteDisk();
        const site = new ModelledSite(disk);
        for (const { text } of polls) await site.append(text);
        await site.seal();
        return disk;
      },
      (site) => site.flushStatus(),
    );
  });

  it.each([
    ["a report that it knows", 7, []],
    [
      "another report of a period that is archived",
      99,
      ["tables/device_reports/year=2026/month=2/day=1"],
    ],
  ])("writes no month of the archive for %s", async (_, joules, folders) => {
    const disk = await siteDisk();
    await new ModelledSite(disk).append(poll("1", "2026-01-31T22:00:00Z", joules));
    const written: string[] = [];
    const watched = interpose(disk, {
      before: ({ name, path }) => {
        if (name === "writeFile") written.push(path);
        return undefined;
      },
    });
    expect(await new ModelledSite(watched).flush()).toMatchObject({ polls: 1, rowsAdded: 0 });
    expect(written).toEqual(
      folders.map((folder) => `/home/me/data/${folder}/.00000000.parquet.tmp`),
    );
  });

  it("keeps the polls while a file of one table is damaged, and archives them in the others", async () => {
    for (const damaged of [
      "parquet_archive/year=2026/month=2",
      "tables/device_reports/year=2026/month=2/day=1",
    ]) {
      const disk = await siteDisk();
      const path = `/home/me/data/${damaged}/00000000.parquet`;
      const good = disk.files().get(path);
      await makeFolder(disk, dirname(path));
      await replaceFile(path, Buffer.from("damaged"), { fileSystem: disk, mode: 0o644 });
      const site = new ModelledSite(disk);
      for (const { text } of polls) await site.append(text);
      const { failures, polls: archived, rowsAdded } = await site.flush();
      expect(failures.map((failure) => failure.path)).toEqual([path]);
      expect(archived).toBe(0);
      expect(savedTexts(disk)).toEqual(expect.arrayContaining(polls.map(({ text }) => text)));
      const others = damaged.startsWith("tables") ? await site.rows() : await site.reports();
      expect("size" in others ? others.size : others.length).toBe(4);
      expect(rowsAdded).toBe(damaged.startsWith("tables") ? 3 : 1);
      if (good === undefined) disk.unlinkSync(path);
      else await replaceFile(path, good, { fileSystem: disk, mode: 0o644 });
      expect((await site.flush()).failures).toEqual([]);
      expect(await untidinessOf(disk, polls)).toBeUndefined();
    }
  });
});
