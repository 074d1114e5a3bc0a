import { appendFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { TypedSite, threeMonths } from "./support/typed-site.js";
import { eachWithUploadSite, type UploadSite } from "./support/upload-site.js";

const site = '[site]\ntime_zone = "Pacific/Auckland"\n';

/** The time zones that the footers of these files name, one for each file that names one. */
async function timeZones(files: string): Promise<readonly unknown[]> {
  const rows = await queryArchive(
    "",
    `SELECT decode(value) AS zone FROM parquet_kv_metadata('${files}/**/*.parquet') WHERE decode(key) = 'time_zone'`,
  );
  return rows.map(({ zone }) => zone);
}

const inAuckland = (files: number): readonly string[] => Array(files).fill("Pacific/Auckland");

describe("the site's time zone in the config", () => {
  it("is named by the files of a flush, and by all files of a conversion", async () => {
    await using typed = await TypedSite.create();
    await typed.flush(threeMonths[0] ?? "");
    expect(await timeZones(typed.archive)).toEqual([]);
    await appendFile(join(typed.folder, "config.toml"), site);
    await typed.flush(...threeMonths.slice(1));
    expect(await timeZones(typed.archive)).toEqual(inAuckland(2));
    await typed.configure("portable");
    await appendFile(join(typed.folder, "config.toml"), site);
    const { code, stderr } = await typed.run("flush", "--rewrite");
    expect(code, stderr).toBe(0);
    expect(await timeZones(typed.archive)).toEqual(inAuckland(3));
  });

  it("is left out, with a warning, if there is no such zone", async () => {
    await using typed = await TypedSite.create();
    await appendFile(join(typed.folder, "config.toml"), '[site]\ntime_zone = "Europe/Lundon"\n');
    const { code, stderr } = await typed.flush(...threeMonths);
    expect(code).toBe(0);
    expect(stderr).toMatch(/WARNING .*"Europe\/Lundon", which is no time zone/);
    expect(await timeZones(typed.archive)).toEqual([]);
  });
});

describe("a pseudonymised copy", () => {
  let uploading: UploadSite;
  eachWithUploadSite((opened) => {
    uploading = opened;
  });

  it("names the time zone that the archive names", async () => {
    await uploading.setUp(`pseudonymise_serials = true\n${site}`);
    expect((await uploading.run("upload")).code).toBe(0);
    const archived = await timeZones(join(uploading.folder, "data/parquet_archive"));
    expect(archived).toEqual(inAuckland(archived.length));
    expect(archived).not.toEqual([]);
    expect(await timeZones(join(uploading.folder, "data/state/pseudonymised-*"))).toEqual(archived);
  });
});
