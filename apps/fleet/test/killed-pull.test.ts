import { cp, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { listLanding } from "@envoy/fleet-table";
import type { Ended } from "@envoy/started-program";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { startFleet } from "./support/fleet-process.js";
import { FleetSite } from "./support/fleet-site.js";
import { landedRows } from "./support/landed-rows.js";
import { monthPath, type SmallRow, smallDataset, smallFile } from "./support/small-archive.js";
import { hasStrace, killAt, oneThread } from "./support/strace.js";

const october: readonly SmallRow[] = [["a", "2026-10-30T12:00:00Z", 1]];
const november: readonly SmallRow[] = [["a", "2026-11-01T12:00:00Z", 2]];
const late: SmallRow = ["b", "2026-11-02T12:00:00Z", 3];
const token = "hf_emulated";

let site: FleetSite;
beforeEach(async () => {
  site = await FleetSite.make();
});
afterEach(() => site[Symbol.asyncDispose]());

async function writeConfig(...sources: readonly string[]): Promise<void> {
  const tables = sources.map((source) => `[[sources]]\n${source}\n`);
  await writeFile(join(site.folder, "fleet.toml"), `parallel = 1\n${tables.join("")}`);
}

function start(under: readonly string[] = []): ReturnType<typeof startFleet> {
  const env = { ...oneThread, HF_ENDPOINT: site.hub.url, HF_TOKEN: token };
  return startFleet(["pull"], { cwd: site.folder, env, under });
}

async function run(under: readonly string[] = []): Promise<Ended> {
  return start(under).ended;
}

async function joules(): Promise<readonly string[]> {
  return (await landedRows(site.landing)).map((row) => row.split(" ")[3] ?? "").sort();
}

describe("envoy-fleet pull", () => {
  it("says what it did, and ends with 3 if a source could not be pulled", async () => {
    await site.dataset(
      "roof",
      await smallDataset({ "2026-10": october, "2026-11": november }),
      "private",
    );
    await writeConfig('dataset = "me/roof"', 'dataset = "me/none"');
    const first = await run();
    expect(first).toMatchObject({ code: 3 });
    expect(first.stderr).toContain("me/none: There is no ");
    expect(first.stdout).toContain(
      "1 of 2 sources pulled: 1 had new files, 2 files, 2 rows; 1 could not be pulled completely\n",
    );
    expect(first.stdout + first.stderr).not.toContain(token);
    await writeConfig('dataset = "me/roof"');
    expect(await run()).toMatchObject({ code: 0, stdout: "1 of 1 sources pulled: nothing new\n" });
    await writeConfig();
    const unnamed = await run();
    expect(unnamed).toMatchObject({ code: 0 });
    expect(unnamed.stdout).toMatch(
      /me\/roof is no longer in .* envoy-fleet forget g[0-9a-f]{16}\n/,
    );
  });

  it("stops when it is told to, and carries on", async () => {
    await site.dataset("roof", await smallDataset({ "2026-10": october, "2026-11": november }));
    await writeConfig('dataset = "me/roof"');
    site.hub.failNext("storage", "stall");
    const { child, ended } = start();
    await asked(/\/lfs\//);
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 1, stderr: expect.stringContaining("Interrupted") });
    expect(await run()).toMatchObject({ code: 0 });
    expect(await joules()).toEqual(["1", "2"]);
  });
});

/** Waits until the Hub is asked for something. */
async function asked(what: RegExp): Promise<void> {
  while (!site.hub.requests.some((request) => what.test(request))) await delay(10);
}

describe("a pull that is killed", () => {
  it("does not fetch again what the landing has", async () => {
    const files = await smallDataset({ "2026-10": october, "2026-11": november });
    await site.dataset("roof", files);
    // Without a manifest, the Hub is asked for the newest commit.
    files.delete("manifest.json");
    await site.dataset("slow", files);
    await writeConfig('dataset = "me/roof"', 'dataset = "me/slow"');
    site.hub.failNext("info", "stall");
    const { child, ended } = start();
    await asked(/slow\/revision/);
    child.kill("SIGKILL");
    expect(await ended).toMatchObject({ signal: "SIGKILL" });
    site.takeRequests();
    expect(await site.pull([site.source("roof"), site.source("slow")])).toMatchObject({ files: 2 });
    expect(site.takeRequests().filter((request) => request.includes("me/roof"))).toEqual([
      "GET /datasets/me/roof/resolve/main/manifest.json",
    ]);
    expect(await joules()).toEqual(["1", "1", "2", "2"]);
  });

  it.runIf(hasStrace).each([
    ["rename", "?rename,?renameat,?renameat2"],
    ["unlink", "?unlink,?unlinkat"],
  ])(
    "at each %s is ended by the next one",
    async (_, calls) => {
      const source = await site.folderSource(
        "roof",
        new Map([
          [monthPath("2026-10"), await smallFile(...october)],
          [monthPath("2026-11"), await smallFile(...november)],
        ]),
      );
      await site.pull([source]);
      const [before] = await listLanding(site.landing);
      await site.folderSource(
        "roof",
        new Map([[monthPath("2026-11"), await smallFile(...november, late)]]),
      );
      await writeConfig(`folder = "roof"`);
      const kept = join(site.folder, "kept");
      await cp(site.landing, kept, { recursive: true });
      let kills = 0;
      for (; ; kills++) {
        await rm(site.landing, { recursive: true });
        await cp(kept, site.landing, { recursive: true });
        const killed = await run(killAt(calls, kills + 1));
        if (killed.signal !== "SIGKILL" && killed.code !== 137) break;
        expect(await site.pull([source])).toMatchObject({ failed: 0 });
        expect(await joules(), `killed ${kills + 1}`).toEqual(["1", "2", "3"]);
        const files = await listLanding(site.landing);
        expect(files.map(({ month, gateway }) => [month, gateway])).toEqual([
          ["2026-10", before?.gateway],
          ["2026-11", before?.gateway],
        ]);
        expect(await readdir(join(site.landing, "temporary"))).toEqual([]);
      }
      expect(kills).toBeGreaterThanOrEqual(1);
    },
    60_000,
  );
});
