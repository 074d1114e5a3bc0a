import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { duckdbSnippet } from "../src/readings/snippets.js";
import { queryArchive } from "./support/duckdb.js";
import { poll } from "./support/modelled-site.js";
import { portableTypes, TypedSite, threeMonths } from "./support/typed-site.js";

describe("a new archive with portable types", () => {
  it("has signed and wide columns only, and sums past 2^32 joules", async () => {
    await using site = await TypedSite.create("portable");
    const { code, stderr } = await site.flush(...threeMonths);
    expect(code, stderr).toBe(0);
    expect(await site.types()).toEqual(portableTypes);
    const sql = duckdbSnippet({ folder: site.archive, timeZone: "UTC", types: "portable" });
    expect((await queryArchive(site.archive, sql)).map(({ kWh }) => kWh)).toEqual([
      4e9 / 3.6e6,
      4e9 / 3.6e6,
      13 / 3.6e6,
    ]);
    const [row] = await queryArchive(
      site.archive,
      "SELECT sum(joules_produced)::BIGINT AS joules, max(period_duration_us) AS us FROM ARCHIVE",
    );
    expect(row).toEqual({ joules: 8_000_000_013n, us: 900_000_000n });
  });

  it("names the units of its own columns in each file's footer", async () => {
    await using site = await TypedSite.create("portable");
    await site.flush(...threeMonths);
    const found = await queryArchive(
      site.archive,
      `SELECT DISTINCT decode(value) AS units FROM parquet_kv_metadata('${site.archive}/**/*.parquet')
       WHERE decode(key) = 'units'`,
    );
    expect(found).toHaveLength(1);
    const units = JSON.parse(String(found[0]?.["units"]));
    expect(units).toMatchObject({ period_duration_us: "µs", joules_produced: "J" });
    expect(units).not.toHaveProperty("period_duration");
  });

  it("keeps a reading whose flags do not fit with null there, counts them, and warns once", async () => {
    await using site = await TypedSite.create("portable");
    const flushed = await site.flush(...threeMonths);
    expect(flushed).toMatchObject({
      code: 0,
      stdout: expect.stringContaining("added 3 rows to 2025-12, 2026-01, 2026-02, 1 value "),
      stderr: expect.stringMatching(/WARNING .*2\^63/),
    });
    expect(
      await queryArchive(site.archive, "SELECT flags FROM ARCHIVE ORDER BY period_end_time"),
    ).toEqual([{ flags: 0n }, { flags: 2n ** 63n - 1n }, { flags: null }]);
    const again = poll("3", "2026-02-01T00:06:00Z").replace('"0x0"', '"0xffffffffffffffff"');
    expect(await site.flush(again)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining(", 1 value "),
      stderr: "",
    });
  });

  it("refuses what a native archive refuses, and merges later polls into its months", async () => {
    await using site = await TypedSite.create("portable");
    await site.flush(poll("1", "2026-01-31T23:50:00Z", 7));
    const flushed = await site.flush(
      poll("1", "2026-01-31T23:50:00Z", 8),
      poll("2", "2026-01-31T23:51:00Z", 2 ** 40),
      poll("3", "2026-01-31T23:52:00Z", 9),
    );
    expect(flushed.code).toBe(7);
    expect(
      await queryArchive(site.archive, "SELECT joules_produced AS joules FROM ARCHIVE ORDER BY 1"),
    ).toEqual([{ joules: 7n }, { joules: 9n }, { joules: null }]);
    expect(await site.types()).toEqual(portableTypes);
  });
});

describe("an archive that has files", () => {
  it("keeps its native types whatever the config asks for, and says once what to do", async () => {
    await using site = await TypedSite.create();
    await site.flush(poll("1", "2026-01-31T22:00:00Z", 7));
    const native = await site.types();
    expect(native).toMatchObject({ joules_produced: "UINTEGER", flags: "UBIGINT" });
    await site.configure("portable");
    const warned = await site.flush(poll("1", "2026-02-01T00:00:00Z", 8));
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(
      /WARNING .*native types.* run: envoy-recorder flush --rewrite\n$/,
    );
    expect(await site.flush(poll("1", "2026-02-01T00:15:00Z", 8))).toMatchObject({
      code: 0,
      stderr: "",
    });
    expect(await site.types()).toEqual(native);
  });

  it("keeps its portable types without a word when the config names none", async () => {
    await using site = await TypedSite.create("portable");
    await site.flush(poll("1", "2026-01-31T22:00:00Z", 7));
    await site.configure();
    const flushed = await site.flush(poll("1", "2026-02-01T00:00:00Z", 8));
    expect(flushed).toMatchObject({ code: 0, stderr: "" });
    expect(await site.types()).toEqual(portableTypes);
  });

  it("keeps them when its newest file cannot be read", async () => {
    await using site = await TypedSite.create("portable");
    await site.flush(poll("1", "2026-01-31T22:00:00Z"), poll("1", "2026-02-01T00:00:00Z"));
    const february = join(site.archive, "year=2026/month=2/00000000.parquet");
    await writeFile(february, "not Parquet");
    await site.configure();
    expect((await site.flush(poll("1", "2026-03-01T00:00:00Z"))).code).toBe(0);
    const march = `'${site.archive}/year=2026/month=3/00000000.parquet'`;
    const names = await queryArchive(
      site.archive,
      `SELECT column_name FROM (DESCRIBE SELECT * FROM read_parquet(${march}))`,
    );
    expect(names.map(({ column_name }) => column_name)).toContain("period_duration_us");
  });
});

describe("parquet_archive.types", () => {
  it("of another name is refused with the names there are", async () => {
    await using site = await TypedSite.create();
    await writeFile(
      join(site.folder, "config.toml"),
      '[envoy]\nip_address = "127.0.0.1"\n[parquet_archive]\ntypes = "signed"\n',
    );
    const refused = await site.run("flush");
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain(
      'parquet_archive.types: should be one of native, portable, is "signed"',
    );
  });
});
