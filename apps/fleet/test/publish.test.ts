import { createHash } from "node:crypto";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fleetColumns } from "@envoy/fleet-engine";
import { describe, expect, it } from "vitest";
import { publish } from "../src/commands/publish.js";
import { withFleetLock } from "../src/lock/fleet-lock.js";
import {
  duringOctober,
  PublishedFleet,
  type Ran,
  readings,
  repo,
  yearLater,
} from "./support/published-fleet.js";
import { query } from "./support/query.js";

function publishing(
  site: PublishedFleet,
  { dryRun = false, force = false } = {},
  signal = new AbortController().signal,
): Promise<Ran> {
  return site.run((run) => publish(run, { dryRun, force }), { signal });
}

/** With two households, whose readings of two days are in the table. */
async function compacted(options: Parameters<typeof PublishedFleet.make>[0] = {}) {
  const site = await PublishedFleet.make(options);
  for (const name of ["a", "b"]) {
    const home = await site.fleet.source(name);
    await site.fleet.land(home, "2026-10", [...readings("i1", 1, 30), ...readings("i1", 2, 30)]);
  }
  await site.compact();
  return site;
}

const sha256 = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

describe("publish", () => {
  it("makes a private dataset hold the generation, with its card, in one commit", async () => {
    await using site = await compacted();
    const { code, printed } = await publishing(site);
    expect(code).toBe(0);
    expect(printed).toMatch(/^Published generation 1: 5 files \([\d.]+ kB\)\. http.*\(private\)$/);
    expect(site.history()).toEqual(["Publish generation 1", "initial commit"]);
    expect(site.published()).toEqual([...site.table(), "README.md"].sort());
    for (const path of site.table()) {
      const local = await readFile(join(site.fleet.config.table, "current", path));
      expect(await site.fileOf(path)).toEqual(local);
    }
  });

  it("sends nothing, and asks nothing, where nothing has changed", async () => {
    await using site = await compacted();
    await publishing(site);
    const requests = site.hub.requests.length;
    expect((await publishing(site)).printed).toBe(`${repo} has generation 1 already.`);
    expect(site.hub.requests).toHaveLength(requests);
    await rm(join(site.fleet.config.table, "published.json"));
    expect((await publishing(site)).printed).toBe(`${repo} has generation 1 already.`);
    expect(site.history()).toHaveLength(2);
  });

  it("sends what is new and deletes what left the table, in the same commit", async () => {
    await using site = await compacted();
    await publishing(site);
    site.hub.commitAs(repo, "notebooks/mine.ipynb", Buffer.from("{}"));
    const before = site.published();
    await site.compact({ close: true, now: yearLater });
    expect((await publishing(site)).printed).toContain(", 2 files deleted.");
    expect(site.history()).toHaveLength(4);
    expect(site.published()).toEqual([...site.table(), "README.md", "notebooks/mine.ipynb"].sort());
    expect(before.filter((path) => path.startsWith("recent/"))).toHaveLength(2);
    expect(site.published().filter((path) => path.startsWith("recent/"))).toEqual([]);
  });

  it("only says what it would send with --dry-run", async () => {
    await using site = await compacted();
    const { printed } = await publishing(site, { dryRun: true });
    expect(printed).toContain("would be published to me/roofs: 5 files");
    expect(printed).toContain("  send    gateways.parquet");
    expect(site.history()).toEqual([]);
    await publishing(site);
    await site.compact({ close: true, now: yearLater });
    const { printed: later } = await publishing(site, { dryRun: true });
    expect(later.split("\n").filter((line) => line.startsWith("  delete"))).toHaveLength(2);
    expect(site.history()).toHaveLength(2);
  });

  it("carries on after it was stopped, and sends no file twice", async () => {
    await using site = await compacted();
    site.hub.failNext("commit", "stall");
    const stop = new AbortController();
    const first = publishing(site, {}, stop.signal);
    while (!site.hub.requests.some((line) => line.includes("/commit/"))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stop.abort(new Error("stopped"));
    await expect(first).rejects.toThrow("stopped");
    const puts = (): number => site.hub.requests.filter((line) => line.startsWith("PUT")).length;
    const sent = puts();
    expect((await publishing(site)).code).toBe(0);
    expect(puts()).toBe(sent);
    expect(site.published()).toEqual([...site.table(), "README.md"].sort());
  });

  it("keeps other runs from the table while it is sent", async () => {
    await using site = await compacted();
    site.hub.failNext("preupload", "stall");
    const stop = new AbortController();
    const sending = publishing(site, {}, stop.signal);
    while (!site.hub.requests.some((line) => line.includes("/preupload/"))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    await expect(withFleetLock(site.fleet.config, async () => undefined)).rejects.toMatchObject({
      exitCode: 8,
    });
    stop.abort(new Error("stopped"));
    await expect(sending).rejects.toThrow("stopped");
  });

  it("publishes nothing private: no source, no path, no key, no place more exact than a kilometre", async () => {
    const toml = `[[sources]]\nfolder = "/homes/a"\nlatitude = 51.123456\nlongitude = -0.987654\n`;
    await using site = await compacted({ toml });
    await publishing(site);
    const key = (
      await readFile(join(site.fleet.config.landing, "pseudonym-key.txt"), "utf8")
    ).trim();
    for (const path of site.published()) {
      const bytes = await site.fileOf(path);
      for (const secret of ["homes", site.fleet.folder, key, "51.12345", "0.98765"]) {
        expect(bytes?.includes(secret)).toBe(false);
      }
    }
    const file = join(site.fleet.folder, "gateways.parquet");
    await writeFile(file, (await site.fileOf("gateways.parquet")) ?? "");
    const rows = await query(
      `SELECT latitude, longitude FROM '${file}' WHERE latitude IS NOT NULL`,
    );
    expect(rows).toEqual([{ latitude: 51.12, longitude: -0.99 }]);
  });

  it("publishes files with the hashes that its manifest names", async () => {
    await using site = await compacted();
    await publishing(site);
    const { files } = JSON.parse(String(await site.fileOf("manifest.json")));
    expect(files).toHaveLength(2);
    for (const { path, sha256: expected } of files) {
      expect(sha256((await site.fileOf(path)) ?? new Uint8Array())).toBe(expected);
    }
  });
});

describe("the card", () => {
  const title = 'Roofs of "our" village';
  const lines = `title = '${title}'\nlicense = "cc-by-4.0"\n`;
  const cardOf = async (site: PublishedFleet): Promise<string> =>
    String(await site.fileOf("README.md"));

  it("has the settings that the Hub reads, and tells what is there", async () => {
    await using site = await compacted({ publish: lines });
    await publishing(site);
    const card = await cardOf(site);
    expect(card).toContain(`pretty_name: ${JSON.stringify(title)}\nlicense: "cc-by-4.0"\n`);
    expect(card).toContain("size_categories:\n  - n<1K\n");
    expect(card).toContain(`- "data/**/*.parquet"\n          - "recent/**/*.parquet"\n`);
    expect(card).toContain(`config_name: gateways`);
    expect(card).toContain(`# ${title}\n`);
    expect(card).toContain("**120 rows of 2 households**, from 2026-10-01 to 2026-10-02 (UTC).");
    for (const { name } of fleetColumns) expect(card).toContain(`| \`${name}\` |`);
    expect(card).toContain("until it is squashed");
  });

  it("has an example for DuckDB that runs", async () => {
    await using site = await compacted();
    await publishing(site);
    for (const now of [duringOctober, yearLater]) {
      await site.compact({ close: true, now });
      await publishing(site);
      const [, sql = ""] = /```sql\n([\s\S]*?)```/.exec(await cardOf(site)) ?? [];
      const current = join(site.fleet.config.table, "current");
      const rows = await query(sql.replaceAll(`hf://datasets/${repo}`, current));
      expect(rows).toHaveLength(4);
    }
  });

  it("keeps what its owner wrote, and follows the table", async () => {
    await using site = await compacted();
    await publishing(site);
    const edited = (await cardOf(site))
      .replace("# Solar", "# Our solar")
      .replace("tags:", "x: 1\ntags:");
    site.hub.commitAs(repo, "README.md", Buffer.from(edited));
    const home = await site.fleet.source("c");
    await site.fleet.land(
      home,
      "2026-10",
      Array.from({ length: 10 }, (_, i) => readings(`i${i}`, 3, 95)).flat(),
    );
    await site.compact();
    await publishing(site);
    const card = await cardOf(site);
    expect(card).toContain("# Our solar");
    expect(card).toContain("x: 1\ntags:");
    expect(card).toContain("**1,070 rows of 3 households**");
    expect(card).toContain("size_categories:\n  - 1K<n<10K\n");
  });

  it("is below what the owner of an empty dataset wrote, and replaces settings without text", async () => {
    for (const [present, kept] of [
      ["---\nlicense: mit\n---\n", ""],
      ["---\nlicense: mit\n---\n# Hello\n\nfrom us\n", "# Hello\n\nfrom us\n"],
    ] as const) {
      await using site = await compacted();
      await createDataset(site);
      site.hub.commitAs(repo, "README.md", Buffer.from(present));
      await publishing(site);
      const card = await cardOf(site);
      expect(card).toContain("config_name: default");
      expect(card).toContain(kept);
      expect(card).toContain("**120 rows");
      expect((await publishing(site, { force: true })).printed).toContain("already");
    }
  });
});

describe("publish refuses", () => {
  it("a dataset that is one of the sources", async () => {
    const toml = `[[sources]]\ndataset = "Me/Roofs"\n`;
    await using site = await compacted({ toml });
    await expect(publishing(site, { force: true })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining("would delete the household's archive"),
    });
    expect(site.hub.requests).toEqual([]);
  });

  it("a dataset with files that envoy-fleet did not publish, unless it is told to", async () => {
    await using site = await compacted();
    await createDataset(site);
    site.hub.commitAs(repo, "data/theirs.parquet", Buffer.from("PAR1"));
    site.hub.commitAs(repo, "notes.txt", Buffer.from("mine"));
    for (const dryRun of [true, false]) {
      await expect(publishing(site, { dryRun })).rejects.toMatchObject({
        exitCode: 6,
        message: expect.stringMatching(/is not empty.*--force/),
      });
    }
    expect(site.published()).toEqual(["data/theirs.parquet", "notes.txt"]);
    expect((await publishing(site, { force: true })).code).toBe(0);
    expect(site.published()).toEqual([...site.table(), "README.md", "notes.txt"].sort());
  });

  it("a dataset with another manifest", async () => {
    await using site = await compacted();
    await createDataset(site);
    site.hub.commitAs(repo, "manifest.json", Buffer.from('{"version": 1, "files": {}}'));
    await expect(publishing(site)).rejects.toMatchObject({ exitCode: 6 });
  });

  it("a dataset with a later generation, unless it is told to", async () => {
    await using site = await compacted();
    await publishing(site);
    const manifest = String(await site.fileOf("manifest.json"));
    const later = manifest.replace('"generation": 1', '"generation": 9');
    site.hub.commitAs(repo, "manifest.json", Buffer.from(later));
    await site.compact({ close: true, now: yearLater });
    await expect(publishing(site)).rejects.toThrow(/has generation 9 already.*only generation 2/);
    expect((await publishing(site, { force: true })).code).toBe(0);
  });

  it("a public dataset where a private one is wanted", async () => {
    await using site = await compacted();
    await createDataset(site, "public");
    await expect(publishing(site)).rejects.toMatchObject({
      exitCode: 6,
      message: expect.stringMatching(/Everybody can read.*private of \[publish\]/),
    });
    await using open = await compacted({ publish: "private = false\n" });
    expect((await publishing(open)).printed).toContain("(public)");
  });

  it("where there is no table, no [publish] or no token, and says what to do", async () => {
    await using site = await PublishedFleet.make();
    await expect(publishing(site)).rejects.toThrow(/no table.*envoy-fleet compact/);
    const { config } = site.fleet;
    const none = { ...config, publish: undefined };
    await expect(
      site.run((run) => publish(run, { dryRun: false, force: false }), { config: none }),
    ).rejects.toMatchObject({ exitCode: 2, message: expect.stringContaining("no [publish]") });
    await rm(config.publish?.tokenFile ?? "");
    await expect(publishing(site)).rejects.toMatchObject({ exitCode: 2 });
  });

  it("what the Hub refuses, and names the setting", async () => {
    await using site = await compacted();
    await writeFile(site.fleet.config.publish?.tokenFile ?? "", "hf_other\n");
    const failed = publishing(site);
    await expect(failed).rejects.toMatchObject({ exitCode: 6 });
    await expect(failed).rejects.toThrow("token_file of [publish]");
    await expect(failed).rejects.not.toThrow("hf_other");
  });
});

async function createDataset(site: PublishedFleet, visibility = "private"): Promise<void> {
  const answer = await fetch(`${site.hub.url}/api/repos/create`, {
    method: "POST",
    headers: { authorization: `Bearer ${site.hub.token}` },
    body: JSON.stringify({ type: "dataset", organization: "me", name: "roofs", visibility }),
  });
  expect(answer.status).toBe(200);
}
