import { existsSync, readdirSync } from "node:fs";
import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { forget } from "../src/commands/forget.js";
import { publish } from "../src/commands/publish.js";
import type { SourceState } from "../src/landing/source-state.js";
import { PublishedFleet, type Ran, readings, repo, yearLater } from "./support/published-fleet.js";

function forgetting(
  site: PublishedFleet,
  name: string,
  { yes = true, publish: isPublished = true, publishing = true } = {},
): Promise<Ran> {
  const { config } = site.fleet;
  const more = publishing ? {} : { config: { ...config, publish: undefined } };
  return site.run((run) => forget(run, { name, yes, publish: isPublished }), more);
}

const publishing = (site: PublishedFleet): Promise<Ran> =>
  site.run((run) => publish(run, { dryRun: false, force: false }));

/**
 * Two households in one shard: `a` with readings in September and of a day in October, `b` of that day and another. In two
 * generations of a table, both published.
 */
async function twoHomes(options: Parameters<typeof PublishedFleet.make>[0] = {}) {
  const site = await PublishedFleet.make(options);
  const [a, b] = [await site.fleet.source("a"), await site.fleet.source("b")];
  const september = readings("i1", 1, 20).map((row) => ({ ...row, end: row.end - 864e5 * 20 }));
  await site.fleet.land(a, "2026-09", september);
  await site.fleet.land(a, "2026-10", readings("i1", 1, 30, 1));
  await site.fleet.land(b, "2026-10", readings("i1", 1, 30, 2));
  await site.compact();
  await publishing(site);
  await site.fleet.land(b, "2026-10", readings("i1", 2, 30, 2));
  await site.compact();
  await publishing(site);
  return { site, a, b };
}

function generations(site: PublishedFleet): readonly string[] {
  return readdirSync(site.fleet.config.table).filter((name) => name.includes("generation-"));
}

/** Where a forgotten gateway may still be named: the name of its tombstone's file is no text. */
async function expectGone(site: PublishedFleet, { gateway }: SourceState): Promise<void> {
  expect(await site.filesWith(gateway)).toEqual([]);
  const landing = readdirSync(site.fleet.config.landing, { recursive: true, encoding: "utf8" });
  expect(landing.filter((path) => path.includes(gateway))).toEqual([`sources/${gateway}.json`]);
}

describe("forget", () => {
  it("leaves nothing of a household on this machine but a hash, and all of the others", async () => {
    const { site, a, b } = await twoHomes();
    await using _ = site;
    const { table } = site.fleet.config;
    await mkdir(join(table, "runs", "0".repeat(64)), { recursive: true });
    await writeFile(join(table, "runs", "0".repeat(64), "rows.part"), a.gateway);
    await writeFile(join(site.fleet.config.landing, "temporary", "7"), `rows of ${a.gateway}`);
    expect(await site.filesWith(a.gateway)).not.toEqual([]);
    expect(generations(site)).toHaveLength(2);
    const { code, printed } = await forgetting(site, a.gateway, { publishing: false });
    expect(code).toBe(0);
    expect(printed).toContain("Removed 50 readings from the table and wrote 1 file anew");
    await expectGone(site, a);
    expect(generations(site)).toHaveLength(1);
    expect(existsSync(join(table, "runs"))).toBe(false);
    expect(await site.fleet.rows()).toHaveLength(60);
    expect((await site.fleet.rows()).every(({ gateway }) => gateway === b.gateway)).toBe(true);
    const tombstone = join(site.fleet.config.landing, "sources", `${a.gateway}.json`);
    expect(JSON.parse(await readFile(tombstone, "utf8"))).toEqual({
      version: 1,
      forgotten: true,
      sourceHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
  });

  it("does not write files anew that have nothing of it", async () => {
    const { site, b } = await twoHomes();
    await using _ = site;
    const current = join(site.fleet.config.table, "current");
    const september = site.table().find((path) => path.startsWith("data/")) ?? "";
    const before = await stat(join(current, september));
    await forgetting(site, b.gateway);
    expect((await stat(join(current, september))).ino).toBe(before.ino);
    expect(await site.fleet.rows()).toHaveLength(50);
  });

  it("removes the reports that name it, and keeps the others", async () => {
    const { site, a, b } = await twoHomes();
    await using _ = site;
    const { reports } = site.fleet.config;
    for (const [month, gateways] of [
      ["2026-09", [a.gateway]],
      ["2026-10", [b.gateway]],
    ] as const) {
      await mkdir(join(reports, month, ".making"), { recursive: true });
      await writeFile(join(reports, month, ".making", "rows.parquet"), a.gateway);
      await writeFile(join(reports, month, "gateways.csv"), gateways.join("\n"));
      await writeFile(join(reports, month, "gateways.parquet"), "PAR1");
      await writeFile(join(reports, month, "notes.txt"), "mine");
    }
    const { printed } = await forgetting(site, a.gateway, { publishing: false });
    expect(printed).toContain("Removed the reports of 2026-09");
    expect(readdirSync(join(reports, "2026-09"))).toEqual(["notes.txt"]);
    expect(readdirSync(join(reports, "2026-10"))).toEqual([
      "gateways.csv",
      "gateways.parquet",
      "notes.txt",
    ]);
  });

  it("publishes the table without it and squashes the history", async () => {
    const { site, a } = await twoHomes();
    await using _ = site;
    const [newest] = site.hub.commits(repo);
    const path = site.published().find((each) => each.startsWith("data/")) ?? "";
    const { printed } = await forgetting(site, a.gateway);
    expect(printed).toContain("its history of 4 commits is now one");
    expect(printed).toMatch(/What this could not erase:[\s\S]*copies that readers[\s\S]*36 hours/);
    expect(site.history()).toEqual(["Publish generation 3"]);
    expect(site.published()).toEqual([...site.table(), "README.md"].sort());
    expect(site.published()).not.toContain(path);
    expect(await site.fileOf(path, newest?.oid)).toBeUndefined();
    expect(String(await site.fileOf("README.md"))).toContain("60 rows of 1 household**");
  });

  it("takes the source's name, and repeats harmlessly", async () => {
    const { site, a } = await twoHomes();
    await using _ = site;
    await forgetting(site, "/homes/a");
    const config = await readFile(site.fleet.config.file, "utf8");
    await writeFile(site.fleet.config.file, `[[sources]]\nfolder = "/homes/a"\n${config}`);
    const before = { commits: site.hub.commits(repo), generations: generations(site) };
    const { loadConfig } = await import("../src/config/load-config.js");
    const again = await loadConfig(site.fleet.config.file, {});
    for (const name of ["/homes/a", a.gateway]) {
      const { code, printed } = await site.run(
        (run) => forget(run, { name, yes: true, publish: true }),
        { config: again },
      );
      expect(code).toBe(0);
      expect(printed).toContain("had the table already, and its history is one commit");
    }
    expect({ commits: site.hub.commits(repo), generations: generations(site) }).toEqual(before);
  });

  it("changes nothing without --yes, and says what it would do", async () => {
    const { site, a } = await twoHomes();
    await using _ = site;
    const { code, printed } = await forgetting(site, a.gateway, { yes: false });
    expect(code).toBe(2);
    expect(printed).toMatch(/cannot be undone[\s\S]*the whole history[\s\S]*--yes --no-publish/);
    expect(await site.fleet.rows()).toHaveLength(110);
    expect(site.history()).toHaveLength(3);
  });

  it("leaves the dataset as it is with --no-publish, and says so", async () => {
    const { site, a } = await twoHomes();
    await using _ = site;
    const requests = site.hub.requests.length;
    const { warned } = await forgetting(site, a.gateway, { publish: false });
    expect(warned).toContain(`${repo} still has its readings`);
    expect(site.hub.requests).toHaveLength(requests);
    await expectGone(site, a);
    await forgetting(site, a.gateway);
    expect(site.history()).toEqual(["Publish generation 3"]);
  });

  it("says what is unknown, and which name was probably meant", async () => {
    const { site } = await twoHomes();
    await using _ = site;
    for (const [name, message] of [
      ["g0123456789abcdef", /knows no gateway g0123456789abcdef/],
      ["/homes/aa", /no source \/homes\/aa\. Did you mean \/homes\/a\?/],
      ["nobody/nothing", /no source nobody\/nothing\. Name it as in fleet\.toml/],
    ] as const) {
      await expect(forgetting(site, name)).rejects.toMatchObject({
        exitCode: 2,
        message: expect.stringMatching(message),
      });
    }
    expect(await site.fleet.rows()).toHaveLength(110);
  });

  it("says that the dataset still has it if it could not be published, and carries on when it is repeated", async () => {
    const { site, a } = await twoHomes();
    await using _ = site;
    for (const stage of ["commit", "squash"] as const) {
      site.hub.failNext(stage, { status: 400, body: "no" });
      await expect(forgetting(site, a.gateway)).rejects.toMatchObject({
        exitCode: 6,
        message: expect.stringMatching(
          /forgotten on this machine, but me\/roofs may still have.*Run the same command again/,
        ),
      });
    }
    expect(site.history()).toHaveLength(4);
    await forgetting(site, a.gateway);
    expect(site.history()).toEqual(["Publish generation 3"]);
    await expectGone(site, a);
  });

  it("makes no dataset that was never published", async () => {
    await using site = await PublishedFleet.make();
    const home = await site.fleet.source("a");
    await site.fleet.land(home, "2026-10", readings("i1", 1, 30));
    await site.compact({ now: yearLater });
    const failed = forgetting(site, home.gateway);
    await expect(failed).rejects.toThrow(/never published, say --no-publish/);
    expect(site.hub.commits(repo)).toEqual([]);
    await expectGone(site, home);
    expect(await site.fleet.rows()).toEqual([]);
  });
});
