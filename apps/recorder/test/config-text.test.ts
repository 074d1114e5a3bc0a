import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { keysAt } from "../src/config/schema.js";
import { readAssignments } from "../src/setup/assignments.js";
import { sectionComments } from "../src/setup/config-comments.js";
import { configText } from "../src/setup/config-text.js";
import type { Draft } from "../src/setup/draft.js";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "config-text-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function load(draft: Draft): ReturnType<typeof loadConfig> {
  const file = join(folder, "config.toml");
  await writeFile(file, configText(draft), { mode: 0o600 });
  return loadConfig(file, {});
}

/** What people call things, and what breaks a file that is put together carelessly. */
const nasty = [
  'East "1"',
  "back\\slash",
  "Süddach ☀ 屋根",
  "# no comment",
  "[section]",
  "a.b = 'c'",
  "two\nlines",
  '"""',
  "\u007f",
];

describe("the text of a config", () => {
  it("is read as the names and groups that were answered", async () => {
    const names = Object.fromEntries(nasty.map((name, i) => [`4822020800${i}`, name]));
    const groups = Object.fromEntries(nasty.map((name, i) => [name, [`4822020800${i}`]]));
    const envoy = { ip_address: "fe80::1", token: 'quo"te' };
    const config = await load({ envoy, site: { time_zone: "Asia/Tokyo", names, groups } });
    expect(config.site).toEqual({ timeZone: "Asia/Tokyo", names, groups, positions: {} });
    expect(config.envoy).toMatchObject({ host: "fe80::1", token: 'quo"te' });
  });

  it("is read as any name that there is", async () => {
    const text = fc.string({ unit: "grapheme", minLength: 1 });
    await fc.assert(
      fc.asyncProperty(text, fc.stringMatching(/^[^\n=]+$/u), async (name, group) => {
        fc.pre(group !== "__proto__");
        const site = { names: { "1": name }, groups: { [group]: ["1"] } };
        const config = await load({ envoy: { ip_address: "192.0.2.1" }, site });
        expect(config.site).toMatchObject(site);
      }),
      { numRuns: 200 },
    );
  });

  it("has every section that there is, so that no answer is left out", () => {
    const known = (keysAt([]) ?? []).toSorted();
    expect(sectionComments.map(({ name }) => name).toSorted()).toEqual(known);
    for (const { name, keys } of sectionComments) {
      expect(keysAt([name]), name).toEqual(expect.arrayContaining(Object.keys(keys)));
    }
  });

  it("shows as comments only what could be uncommented", async () => {
    const text = configText({ envoy: { ip_address: "192.0.2.1" } });
    const uncommented = text.replaceAll(/^# (\[|[a-z_]+ = )/gm, "$1");
    expect(uncommented).toContain("\n[hugging_face]\n");
    await writeFile(join(folder, "hf-token.txt"), "hf_x", { mode: 0o600 });
    await writeFile(join(folder, "config.toml"), uncommented);
    expect((await loadConfig(join(folder, "config.toml"), {})).pingUrl).toBeDefined();
  });
});

describe("--set", () => {
  it("gives each value the type of its key, and splits a key only where a table begins", async () => {
    const answers = [
      "envoy.port=8443",
      "envoy.token=a=b",
      "hugging_face.private=false",
      "intervals.upload_every_n_minutes=90",
      "logging.level=debug",
      "site.names.1.2=East = 1",
      "site.groups.south.west=1, 2",
      "site.groups.north=3",
    ];
    expect(readAssignments(answers)).toEqual({
      envoy: { port: 8443, token: "a=b" },
      hugging_face: { private: false },
      intervals: { upload_every_n_minutes: 90 },
      logging: { level: "debug" },
      site: {
        names: { "1.2": "East = 1" },
        groups: { "south.west": ["1", "2"], north: ["3"] },
      },
    });
  });
  it("refuses a key that only JavaScript knows", () => {
    expect(() => readAssignments(["__proto__.token=1"])).toThrow("unknown key");
  });

  it("proposes the section that was left out, and says how to write an assignment", () => {
    expect(() => readAssignments(["ip_address=1"])).toThrow("did you mean envoy.ip_address?");
    expect(() => readAssignments(["=1"])).toThrow("write KEY=VALUE");
  });
});
