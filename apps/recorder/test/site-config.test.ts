import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type Config, loadConfig } from "../src/config/config.js";
import { timeZoneProblem } from "../src/config/time-zone.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "site-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(site: string): Promise<Config> {
  const file = join(folder, "config.toml");
  await writeFile(file, `[envoy]\nip_address = "10.0.0.2"\n${site}`);
  return loadConfig(file, {});
}

describe("[site]", () => {
  it("has a time zone, names and groups, and may be left out", async () => {
    const { site } = await load(
      '[site]\ntime_zone = "Pacific/Auckland"\n[site.names]\n1 = "East 1"\n[site.groups]\neast = ["1", "2"]',
    );
    expect(site.timeZone).toBe("Pacific/Auckland");
    expect(site.names).toEqual({ 1: "East 1" });
    expect(site.groups).toEqual({ east: ["1", "2"] });
    expect((await load("")).site).toEqual({
      timeZone: undefined,
      names: {},
      groups: {},
      positions: {},
    });
  });

  it("is told when its time zone is none, by whoever needs one", async () => {
    expect(timeZoneProblem(await load('[site]\ntime_zone = "Europe/London"'))).toBeUndefined();
    expect(timeZoneProblem(await load(""))).toBeUndefined();
    expect(timeZoneProblem(await load('[site]\ntime_zone = "Europe/Lundon"'))).toMatch(
      /site\.time_zone is "Europe\/Lundon", which is no time zone/,
    );
  });

  it("refuses two inverters of one name or one place, and one in two groups", async () => {
    await expect(load('[site.names]\n1 = "East"\n2 = "East"')).rejects.toThrow(
      'two inverters are called "East"',
    );
    await expect(load('[site.groups]\na = ["1"]\nb = ["1"]')).rejects.toThrow(
      "inverter 1 is there twice",
    );
    await expect(load("[site.positions]\n1 = [1, 0]\n2 = [1.0, 0]")).rejects.toThrow(
      "two inverters are at [1, 0]",
    );
    await expect(load('[site]\nnames = "East"')).rejects.toThrow("site.names");
  });

  it("has positions, in panels", async () => {
    const { site } = await load("[site.positions]\n1 = [0, 0]\n2 = [1.5, -2]");
    expect(site.positions).toEqual({ 1: { x: 0, y: 0 }, 2: { x: 1.5, y: -2 } });
  });

  it.each(["1", "[1]", "[1, 2, 3]", '["1", "0"]', "[1, nan]", "[inf, 1]", "{ x = 1, y = 0 }"])(
    "refuses the position %s",
    async (position) => {
      await expect(load(`[site.positions]\n1 = ${position}`)).rejects.toThrow(
        /site\.positions\.1.*: should be .*number/,
      );
    },
  );
});
