import { spawnSync } from "node:child_process";
import { chmod, mkdir, readdir, readFile, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { archivedRows, expectedRows } from "./support/expected-rows.js";
import { poll } from "./support/modelled-site.js";
import { filesIn } from "./support/real-site.js";
import { runRecorder } from "./support/recorder-process.js";
import { hasStrace, inject } from "./support/strace.js";
import { portableTypes, TypedSite, threeMonths } from "./support/typed-site.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";

/** Writes files into a folder of the site, and returns the folder. */
async function keep(
  site: TypedSite,
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string> {
  const path = join(site.folder, folder);
  await mkdir(path, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(path, name), content);
  return path;
}

const joules = async (site: TypedSite): Promise<readonly unknown[]> =>
  (
    await queryArchive(
      site.archive,
      "SELECT joules_produced::INT AS joules FROM ARCHIVE ORDER BY serial_number, period_end_time",
    )
  ).map((row) => row["joules"]);

const evening = "2026-01-06T20:00:00Z";

describe("a backfill", () => {
  it.each(["native", "portable"] as const)(
    "of answers of three months makes an archive of %s types",
    async (types) => {
      await using site = await TypedSite.create(types);
      const [first = "", second = "", third = ""] = threeMonths;
      await keep(site, "old", { "1767225600.json": first, "1769904300.json.gz": gzipSync(second) });
      await keep(site, "old/processing_1769904360", { "1769904360.json": third });
      const before = await filesIn(join(site.folder, "old"));
      const run = await site.run("backfill", "old");
      expect(run.code, run.stderr).toBe(0);
      expect(run.stdout).toContain("backfilled 3 files, added 3 rows to 2025-12, 2026-01, 2026-02");
      if (types === "portable") expect(await site.types()).toEqual(portableTypes);
      else expect(await site.types()).toMatchObject({ joules_produced: "UINTEGER" });
      const again = await site.run("backfill", "old");
      expect(again.code).toBe(0);
      expect(again.stdout).toContain(
        "backfilled 3 files, added 0 rows; 3 readings archived already",
      );
      expect(await filesIn(join(site.folder, "old"))).toEqual(before);
    },
  );

  it.each(["native", "portable"] as const)(
    "keeps the %s types of an archive that has others than the config",
    async (types) => {
      await using site = await TypedSite.create(types);
      await site.flush(poll("1", evening, 7));
      const before = await site.types();
      await site.configure(types === "native" ? "portable" : "native");
      await keep(site, "old", { "1767225600.json": poll("2", evening, 8) });
      const run = await site.run("backfill", "old");
      expect(run).toMatchObject({ code: 0, stderr: expect.stringMatching(/WARNING .* types/) });
      expect(await site.types()).toEqual(before);
      expect(await joules(site)).toEqual([7, 8]);
    },
  );

  it("takes the value that was captured first, whatever the order of folders and names", async () => {
    await using site = await TypedSite.create();
    await keep(site, "a", {
      "1767740400.json": poll("1", evening, 3),
      "device_data_1767740100.json": poll("1", evening, 1),
    });
    await keep(site, "b", {
      "1767740200.json.gz": gzipSync(poll("1", evening, 2)),
      "aaa.json": poll("2", evening, 6),
      "zzz.json": poll("2", evening, 5),
    });
    await utimes(join(site.folder, "b/aaa.json"), 1_767_740_400, 1_767_740_400);
    await utimes(join(site.folder, "b/zzz.json"), 1_767_740_300, 1_767_740_300);
    expect(await site.run("backfill", "b", "a", "b")).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("backfilled 5 files, added 2 rows"),
    });
    expect(await joules(site)).toEqual([1, 5]);
  });

  it("leaves what is archived as it is, and counts the readings that differ from it", async () => {
    await using site = await TypedSite.create();
    await site.flush(poll("1", evening, 7), poll("2", evening, 8));
    await keep(site, "old", {
      "1767740100.json": poll("1", evening, 99),
      "1767740101.json": poll("2", evening, 8),
      // Captured later, so that its value loses against the one above, which is no difference.
      "1767740102.json": poll("2", evening, 98),
      "1767740103.json": poll("3", evening, 9),
    });
    const run = await site.run("backfill", "old");
    expect(run.code, run.stderr).toBe(0);
    expect(run.stdout).toBe(
      "backfilled 4 files, added 1 row to 2026-01; 2 readings archived already; 1 of these with other values, of which the archived ones stay\n",
    );
    expect(await joules(site)).toEqual([7, 8, 9]);
  });

  it("does not take a night over the end of a portion for different values", async () => {
    await using site = await TypedSite.create();
    const files: Record<string, string> = {};
    // The gateway repeats the evening's reading, with other values after midnight.
    for (let i = 0; i < 1500; i++) {
      files[`${1_767_740_100 + 60 * i}.json`] = poll("1", evening, i < 240 ? 7 : 0);
    }
    await keep(site, "old", files);
    for (const stdout of [
      "backfilled 1500 files, added 1 row to 2026-01\n",
      "backfilled 1500 files, added 0 rows; 1 reading archived already\n",
    ]) {
      expect(await site.run("backfill", "old")).toMatchObject({ code: 0, stdout });
    }
    expect(await joules(site)).toEqual([7]);
  });

  it("names what it cannot use, takes the rest, and ends with 7", async () => {
    await using site = await TypedSite.create();
    const good = poll("1", evening, 7);
    const old = await keep(site, "old", {
      "1767740100.json": good,
      "1767740101.json": "<!DOCTYPE html><title>Router</title>",
      "1767740102.json": good.slice(0, 40),
      "1767740103.json.gz": gzipSync(good).subarray(0, 40),
      "1767740104.json": "",
      "package.json": '{"name":"something else"}',
      "notes.txt": "not an answer",
    });
    expect(spawnSync("mkfifo", [join(old, "1767740105.json")]).status).toBe(0);
    await symlink("1767740100.json", join(old, "1767740106.json"));
    await symlink(".", join(old, "loop"));
    const run = await site.run("backfill", "old");
    expect(run.code, run.stderr).toBe(7);
    expect(run.stdout).toMatch(
      /^backfilled 6 files, added 1 row to 2026-01; 8 files not used completely; 1 file without \.json or \.json\.gz left out\n$/,
    );
    for (const name of [
      "1767740101.json",
      "1767740102.json",
      "1767740103.json.gz",
      "1767740104.json",
      "package.json",
    ]) {
      expect(run.stderr).toContain(`WARNING Not used completely: ${join(old, name)}: `);
    }
    expect(run.stderr).toContain(`${join(old, "1767740105.json")}: is not a file`);
    expect(run.stderr).toContain(`${join(old, "1767740106.json")}: is a link`);
    expect(run.stderr).toContain(`${join(old, "loop")}: is a link`);
  });

  it("names twenty files of a folder of something else, and how many more there are", async () => {
    await using site = await TypedSite.create();
    const files = Array.from({ length: 50 }, (_, i) => [`${i}.json`, "[]"]);
    await keep(site, "old", Object.fromEntries(files));
    const run = await site.run("backfill", "old");
    expect(run.code).toBe(7);
    expect(run.stderr.match(/Not used completely/g)).toHaveLength(20);
    expect(run.stderr).toContain("WARNING 30 more files could not be used completely.");
  });

  it.runIf(hasStrace)("takes the rest if a file or a folder may not be read", async () => {
    await using site = await TypedSite.create();
    const old = await keep(site, "old", {
      "1767740100.json": poll("1", evening, 7),
      "1767740101.json": poll("2", evening, 8),
    });
    await keep(site, "old/closed", { "1767740102.json": poll("3", evening, 9) });
    const refused = [join(old, "1767740101.json"), join(old, "closed")];
    const under = inject("?open,openat", "error=EACCES", "1+", refused);
    const run = await runRecorder(["backfill", "old"], { cwd: site.folder, under });
    expect(run.code, run.stderr).toBe(7);
    for (const path of refused) expect(run.stderr).toMatch(new RegExp(`${path}: EACCES`));
    expect(await joules(site)).toEqual([7]);
  });

  it("archives the quarantine once it can be read, and leaves it as it is", async () => {
    await using site = await TypedSite.create();
    await site.flush("<html>", poll("1", evening, 7));
    const quarantine = join(site.folder, "data/live_buffer/quarantine");
    const [name = ""] = (await readdir(quarantine)).filter((file) => file.endsWith(".json"));
    // As if this version were the newer one that can read it.
    await writeFile(join(quarantine, name), poll("2", evening, 8));
    const before = await filesIn(quarantine);
    const run = await site.run("backfill", "data/live_buffer/quarantine");
    expect(run).toMatchObject({ code: 0, stderr: "" });
    expect(run.stdout).toBe(
      "backfilled 1 file, added 1 row to 2026-01; 1 file without .json or .json.gz left out\n",
    );
    expect(await joules(site)).toEqual([7, 8]);
    expect(await filesIn(quarantine)).toEqual(before);
  });

  it("ends with 5 if a month cannot be used, takes the others, and continues once it is repaired", async () => {
    await using site = await TypedSite.create();
    await site.flush(poll("1", evening, 7));
    const month = join(site.archive, "year=2026/month=1/00000000.parquet");
    const good = await readFile(month);
    await writeFile(month, "damaged");
    await keep(site, "old", {
      "1767740100.json": poll("2", evening, 8),
      "1770000000.json": poll("1", "2026-02-02T02:00:00Z", 9),
    });
    const run = await site.run("backfill", "old");
    expect(run.code, run.stderr).toBe(5);
    expect(run.stderr).toMatch(/ERROR .*month=1.* run the same command again once it is repaired/);
    expect(run.stdout).toContain("added 1 row to 2026-02");
    await writeFile(month, good);
    expect((await site.run("backfill", "old")).code).toBe(0);
    expect(await joules(site)).toEqual([7, 9, 8]);
  });

  it.each([
    ["old/1767740100.json", /is not a folder\. Give the folder that it is in, .*old\./],
    ["nowhere", /nowhere does not exist/],
    ["data/parquet_archive", /is in the archive itself/],
    ["data/parquet_archive/year=2026", /is in the archive itself/],
    ["data/live_buffer", /is in the buffer/],
    ["data/live_buffer/incoming", /is in the buffer.* Only its quarantine/],
    ["linked", /is in the buffer/],
    ["data", /contains the recorder's own archive/],
    [".", /contains the recorder's own archive/],
  ])("of %s is refused with 2, and nothing is read", async (folder, message) => {
    await using site = await TypedSite.create();
    await site.flush(poll("1", evening, 7));
    await keep(site, "old", { "1767740100.json": poll("2", evening, 8) });
    await keep(site, "data/live_buffer/incoming", { "1767740100.json": poll("3", evening, 9) });
    await symlink("data/live_buffer/incoming", join(site.folder, "linked"));
    const run = await site.run("backfill", "old", folder);
    expect(run).toMatchObject({ code: 2, stdout: "", stderr: expect.stringMatching(message) });
    expect(run.stderr).toContain("Nothing was backfilled.");
    expect(await joules(site)).toEqual([7]);
  });

  it("of an empty folder says so and ends with 7", async () => {
    await using site = await TypedSite.create();
    const empty = await keep(site, "empty", { "notes.txt": "" });
    expect(await site.run("backfill", "empty")).toMatchObject({
      code: 7,
      stdout: `no .json or .json.gz file is in ${empty}\n`,
    });
  });

  it("without a folder ends with 2", async () => {
    await using site = await TypedSite.create();
    expect(await site.run("backfill")).toMatchObject({ code: 2 });
  });

  it("reads files and folders that nobody may write", async () => {
    await using site = await TypedSite.create();
    const old = await keep(site, "old", { "1767740100.json": poll("1", evening, 7) });
    await chmod(join(old, "1767740100.json"), 0o444);
    await chmod(old, 0o555);
    expect((await site.run("backfill", "old")).code).toBe(0);
    await chmod(old, 0o755);
  });

  it.runIf(recordings !== "")("of real answers archives exactly their rows", async () => {
    await using site = await TypedSite.create();
    const folder = join(recordings, "iq7plus-10-inverters");
    const run = await site.run("backfill", folder);
    expect(run.code, run.stderr).toBe(0);
    const names = (await readdir(folder)).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    expect(await queryArchive(site.archive, archivedRows)).toEqual(expectedRows(texts));
  });
});
