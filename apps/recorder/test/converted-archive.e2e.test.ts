import { chmod, mkdir, readFile, rename, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { poll } from "./support/modelled-site.js";
import { filesIn } from "./support/real-site.js";
import { portableTypes, TypedSite, type Types, threeMonths } from "./support/typed-site.js";

/** Every value of a row, with the names and types of portable columns. */
const columns = (duration: string): string =>
  Object.entries(portableTypes)
    .map(([name, type]) => {
      if (name === "period_duration_us") return `(${duration})::BIGINT AS ${name}`;
      return name === "flags" ? "flags::HUGEINT AS flags" : `${name}::${type} AS ${name}`;
    })
    .join(", ");
const select: Readonly<Record<Types, string>> = {
  native: columns("period_duration"),
  portable: columns("period_duration_us"),
};

/** The rows that one archive has and the other has not, read by DuckDB, both ways. */
async function differences(
  a: string,
  typesOfA: Types,
  b: string,
  typesOfB: Types,
): Promise<readonly unknown[]> {
  const rows = (folder: string, types: Types): string =>
    `SELECT ${select[types]}, year, month FROM read_parquet('${folder}/**/*.parquet', hive_partitioning = true)`;
  const [left, right] = [rows(a, typesOfA), rows(b, typesOfB)];
  return queryArchive(a, `(${left} EXCEPT ALL ${right}) UNION ALL (${right} EXCEPT ALL ${left})`);
}

const before = (site: TypedSite): string => `${site.archive}.before-conversion`;

describe("flush --rewrite with the other types in the config", () => {
  it("converts every month of a native archive, and of flags of 2^63 or more says how many are null", async () => {
    await using site = await TypedSite.create();
    await site.flush(...threeMonths);
    await site.configure("portable");
    await chmod(site.archive, 0o700);
    const { code, stdout, stderr } = await site.run("flush", "--rewrite");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain(
      `converted 2025-12, 2026-01, 2026-02 to portable types; 1 value is null now`,
    );
    expect(stdout).toContain(before(site));
    expect(await site.types()).toEqual(portableTypes);
    // It lists serial numbers of the owner's home.
    expect((await stat(site.archive)).mode & 0o777).toBe(0o700);
    const lost = await differences(before(site), "native", site.archive, "portable");
    expect(lost).toMatchObject([
      { month: 2n, joules_produced: 13n, flags: 2n ** 63n },
      { month: 2n, joules_produced: 13n, flags: null },
    ]);
    expect((await site.run("flush", "--rewrite")).stdout).toContain("no month needed rewriting");
  });

  it("converts back, and the next flush goes on in the new types", async () => {
    await using site = await TypedSite.create("portable");
    await site.flush(...threeMonths);
    await site.configure("native");
    expect((await site.run("flush", "--rewrite")).code).toBe(0);
    expect(await differences(before(site), "portable", site.archive, "native")).toEqual([]);
    const flushed = await site.flush(poll("1", "2026-02-01T00:20:00Z", 14));
    expect(flushed).toMatchObject({ code: 0, stderr: "" });
    expect(await site.types()).toMatchObject({ joules_produced: "UINTEGER", flags: "UBIGINT" });
  });

  it("makes one kind of an archive that somebody has mixed", async () => {
    await using site = await TypedSite.create("portable");
    await using other = await TypedSite.create("native");
    await site.flush(poll("1", "2026-02-01T00:00:00Z", 8));
    await other.flush(poll("1", "2026-01-31T22:00:00Z", 7));
    const month = "year=2026/month=1";
    await rename(join(other.archive, month), join(site.archive, month));
    const mixed = await site.flush(poll("2", "2026-01-31T22:00:00Z", 9));
    expect(mixed).toMatchObject({ code: 5, stderr: expect.stringContaining("period_duration_us") });
    expect((await site.run("flush", "--rewrite", "--force")).stdout).toContain("converted");
    expect((await site.run("flush", "--force")).code).toBe(0);
    expect(await site.types()).toEqual(portableTypes);
    const rows = await queryArchive(site.archive, "SELECT joules_produced AS joules FROM ARCHIVE");
    expect(rows.map(({ joules }) => joules).sort()).toEqual([7n, 8n, 9n]);
  });

  it("changes nothing if one month cannot be read", async () => {
    await using site = await TypedSite.create();
    await site.flush(...threeMonths);
    await writeFile(join(site.archive, "year=2026/month=2/00000000.parquet"), "not Parquet");
    const files = await filesIn(join(site.folder, "data"));
    await site.configure("portable");
    const refused = await site.run("flush", "--rewrite");
    expect(refused.code).toBe(5);
    expect(refused.stderr).toContain("Nothing was converted");
    expect(await filesIn(join(site.folder, "data"))).toEqual(files);
  });

  it("refuses while the archive of an earlier conversion is kept, and a link", async () => {
    await using site = await TypedSite.create();
    await site.flush(...threeMonths);
    await site.configure("portable");
    await mkdir(before(site));
    const refused = await site.run("flush", "--rewrite");
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining(before(site)) });
    await rename(before(site), join(site.folder, "elsewhere"));
    await rename(site.archive, join(site.folder, "real"));
    await symlink(join(site.folder, "real"), site.archive);
    const linked = await site.run("flush", "--rewrite");
    expect(linked).toMatchObject({ code: 5, stderr: expect.stringContaining("symbolic link") });
    expect(await site.types()).toMatchObject({ joules_produced: "UINTEGER" });
  });

  it("keeps whatever else was in the folder beside the archive as it was", async () => {
    await using site = await TypedSite.create();
    await site.flush(...threeMonths);
    await writeFile(join(site.archive, "notes.txt"), "the owner's");
    await site.configure("portable");
    expect((await site.run("flush", "--rewrite")).code).toBe(0);
    expect(await readFile(join(before(site), "notes.txt"), "utf8")).toBe("the owner's");
  });
});
