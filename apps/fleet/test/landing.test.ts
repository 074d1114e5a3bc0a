import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { listLanding, shardOf } from "@envoy/fleet-table";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exitCode } from "../src/errors/exit-code.js";
import { Landing } from "../src/landing/landing.js";
import { FleetSite } from "./support/fleet-site.js";
import { countLanded, landedRows } from "./support/landed-rows.js";
import { monthPath, type SmallRow, smallFile } from "./support/small-archive.js";

const month = monthPath("2026-10");
const noon = (day: number): string => `2026-10-${String(day).padStart(2, "0")}T12:00:00Z`;

let site: FleetSite;
beforeEach(async () => {
  site = await FleetSite.make();
});
afterEach(() => site[Symbol.asyncDispose]());

/** Pulls a household whose file of October has these rows. */
async function pullRows(...rows: readonly SmallRow[]): Promise<void> {
  const source = await site.folderSource("roof", new Map([[month, await smallFile(...rows)]]));
  const result = await site.pull([source]);
  expect(result.warnings).toEqual([]);
}

async function sequences(): Promise<readonly number[]> {
  return (await listLanding(site.landing)).map(({ sequence }) => sequence);
}

describe("the files of a month", () => {
  it("become one when a later file has all rows of an earlier one", async () => {
    await pullRows(["a", noon(1)]);
    await pullRows(["a", noon(1)], ["a", noon(2)]);
    expect(await sequences()).toEqual([1001]);
    expect(await countLanded(site.landing)).toBe(2);
  });

  it("stay both after a conflict, and a third takes the second's place", async () => {
    await pullRows(["a", noon(1), 1]);
    await pullRows(["a", noon(1), 2], ["a", noon(2), 2]);
    await pullRows(["a", noon(1), 2], ["a", noon(2), 2], ["a", noon(3), 3]);
    expect(await sequences()).toEqual([1, 2001]);
    expect((await landedRows(site.landing)).map((row) => row.split(" ")[3])).toEqual([
      "1",
      "2",
      "3",
    ]);
  });

  it("stay in order when a household returns to what it had", async () => {
    await pullRows(["a", noon(1), 1]);
    await pullRows(["a", noon(1), 2], ["b", noon(1), 2]);
    await pullRows(["a", noon(1), 1], ["b", noon(1), 1]);
    // The third has all of the first, but the second came between them.
    expect(await sequences()).toEqual([1, 1001, 2001]);
    expect((await landedRows(site.landing)).map((row) => row.split(" ")[3]).sort()).toEqual([
      "1",
      "2",
    ]);
  });

  it("are as they were when the same rows come in another file", async () => {
    await pullRows(["a", noon(1)], ["b", noon(1)]);
    const before = await listLanding(site.landing);
    await pullRows(["b", noon(1)], ["a", noon(1)]);
    await pullRows(["b", noon(1)]);
    expect(await listLanding(site.landing)).toEqual(before);
  });

  it("are of the gateway's shard, with columns that say whose they are", async () => {
    await pullRows(["a", noon(1)]);
    const [file] = await listLanding(site.landing);
    expect(file?.shard).toBe(shardOf(file?.gateway ?? "", 1));
    const landing = await site.open();
    const [row] = await landedRows(site.landing, file?.gateway);
    expect(row?.split(" ")[0]).toBe(landing.pseudonymOf("a"));
  });
});

describe("numbers of files", () => {
  it("are never given twice, whatever ends a run", async () => {
    await pullRows(["a", noon(1)]);
    // A run that was killed after it had taken numbers, and before its file was there.
    expect(await readFile(join(site.landing, "sequence"), "utf8")).toBe("1001\n");
    await pullRows(["a", noon(1)], ["a", noon(2)]);
    expect(await sequences()).toEqual([1001]);
  });
});

describe("a landing", () => {
  it("has as many shards as the config asks for, or as its first sources need, and no others later", async () => {
    const source = await site.folderSource(
      "roof",
      new Map([[month, await smallFile(["a", noon(1)])]]),
    );
    const config = { file: "fleet.toml", landing: site.landing, parallel: 1, sources: [source] };
    await site.pull([source], { config: { ...config, shards: 4 } });
    expect((await site.open()).shards).toBe(4);
    expect(await site.pull([source])).toMatchObject({ failed: 0 });
    await expect(site.pull([source], { config: { ...config, shards: 8 } })).rejects.toMatchObject({
      exitCode: exitCode.config,
      message: expect.stringContaining("set shards = 4"),
    });
  });

  it("is not there before the first pull", async () => {
    await expect(Landing.open(site.landing)).rejects.toMatchObject({ exitCode: exitCode.storage });
  });

  it("that was killed while it was made is made", async () => {
    await mkdir(site.landing);
    await writeFile(join(site.landing, "pseudonym-key.txt"), `${"ab".repeat(32)}\n`);
    await pullRows(["a", noon(1)]);
    expect(await readFile(join(site.landing, "pseudonym-key.txt"), "utf8")).toBe(
      `${"ab".repeat(32)}\n`,
    );
    expect((await stat(site.landing)).mode & 0o777).toBe(0o700);
  });

  it.each([
    ["pseudonym-key.txt", undefined, "second pseudonym"],
    ["pseudonym-key.txt", "damaged", "second pseudonym"],
    ["sequence", undefined, "put it back from a backup"],
    ["sequence", "x", "put it back from a backup"],
    ["landing.json", undefined, "Put it back from a backup"],
    ["landing.json", "{}", "Put it back from a backup"],
  ])("without a good %s (%s) is not written to", async (name, content, words) => {
    await pullRows(["a", noon(1)]);
    const before = await listLanding(site.landing);
    if (content === undefined) await rm(join(site.landing, name));
    else await writeFile(join(site.landing, name), content);
    await expect(pullRows(["a", noon(1)], ["a", noon(2)])).rejects.toMatchObject({
      exitCode: exitCode.storage,
      message: expect.stringContaining(words),
    });
    expect(await listLanding(site.landing)).toEqual(before);
  });

  it("with a damaged state does not take its household for a new one", async () => {
    await pullRows(["a", noon(1)]);
    const [name = ""] = await readdir(join(site.landing, "sources"));
    await writeFile(join(site.landing, "sources", name), "{");
    await expect(pullRows(["a", noon(1)])).rejects.toMatchObject({ exitCode: exitCode.storage });
  });

  it("loses what a killed run left unfinished", async () => {
    await pullRows(["a", noon(1)]);
    await writeFile(join(site.landing, "temporary", "17"), "half");
    await pullRows(["a", noon(1)]);
    expect(await readdir(join(site.landing, "temporary"))).toEqual([]);
  });
});

describe("a source that was forgotten", () => {
  it("leaves nothing, and is not pulled again", async () => {
    const files = new Map([[month, await smallFile(["a", noon(1)])]]);
    const [source, other] = [
      await site.folderSource("roof", files),
      await site.folderSource("other", files),
    ];
    await site.pull([source, other]);
    const landing = await site.open();
    const gateway = (await landing.sources()).of(source.place)?.gateway ?? "";
    await landing.forget(gateway);
    // As after a kill in the middle.
    await landing.forget(gateway);
    expect((await listLanding(site.landing)).map((file) => file.gateway)).not.toContain(gateway);
    const result = await site.pull([source, other]);
    expect(result).toMatchObject({ sources: 1, failed: 0, unnamed: [] });
    expect(result.warnings).toEqual([
      `${source.name}: it was forgotten, and is not pulled. Remove its [[sources]] from ${join(site.folder, "fleet.toml")}.`,
    ]);
    const kept = await readFile(join(site.landing, "sources", `${gateway}.json`), "utf8");
    expect(kept).not.toContain("roof");
    expect(await countLanded(site.landing)).toBe(1);
    await expect(landing.forget("g0000000000000000")).rejects.toMatchObject({
      exitCode: exitCode.config,
    });
  });

  it("is not the same as one that fleet.toml does not name any more, whose rows stay", async () => {
    const files = new Map([[month, await smallFile(["a", noon(1)])]]);
    const [source, other] = [
      await site.folderSource("roof", files),
      await site.folderSource("other", files),
    ];
    await site.pull([source, other]);
    const result = await site.pull([other]);
    expect(result.unnamed.map(({ place }) => place)).toEqual([source.place]);
    expect(await countLanded(site.landing)).toBe(2);
  });
});
