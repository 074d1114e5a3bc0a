import { interpose } from "@envoy/disk-model";
import { describe, expect, it } from "vitest";
import {
  ModelledSite,
  poll,
  polls,
  siteDisk,
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
        if (name === "rename" && path.endsWith(".parquet")) writes++;
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

  it("writes nothing at all if nothing is new", async () => {
    const disk = await siteDisk();
    await new ModelledSite(disk).append(poll("1", "2026-01-31T22:00:00Z", 99));
    const written: string[] = [];
    const watched = interpose(disk, {
      before: ({ name, path }) => {
        if (name === "writeFile") written.push(path);
        return undefined;
      },
    });
    expect(await new ModelledSite(watched).flush()).toMatchObject({ polls: 1, rowsAdded: 0 });
    expect(written).toEqual([]);
  });
});
