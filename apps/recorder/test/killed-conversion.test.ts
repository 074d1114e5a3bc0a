import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { poll } from "./support/modelled-site.js";
import { copyOf } from "./support/real-site.js";
import { runRecorder } from "./support/recorder-process.js";
import { hasStrace, inject, kinds, oneThread } from "./support/strace.js";
import { TypedSite, threeMonths } from "./support/typed-site.js";

const rewriteUnder = (folder: string, under: readonly string[]): Promise<Ended> =>
  runRecorder(["flush", "--rewrite"], { cwd: folder, env: oneThread, under });

/** How many rows an archive has, and the names that its files give to the length of a period; undefined without an archive. */
async function contentOf(
  archive: string,
): Promise<{ readonly rows: unknown; readonly names: readonly unknown[] } | undefined> {
  if (!existsSync(archive)) return undefined;
  const [count] = await queryArchive(archive, "SELECT count(*) AS rows FROM ARCHIVE");
  const names = await queryArchive(
    archive,
    `SELECT DISTINCT name FROM parquet_schema('${archive}/**/*.parquet') WHERE name LIKE 'period_duration%'`,
  );
  return { rows: count?.["rows"], names: names.map(({ name }) => name) };
}

const native = (rows: bigint): unknown => ({ rows, names: ["period_duration"] });
const portable = (rows: bigint): unknown => ({ rows, names: ["period_duration_us"] });

/** Whatever the kill left is one kind and all rows, or no archive; the next flush and conversion end it. */
async function expectRecovery(site: TypedSite, when: string): Promise<void> {
  const left = await contentOf(site.archive);
  expect([undefined, native(3n), portable(3n)], when).toContainEqual(left);
  const wasSwapped = existsSync(`${site.archive}.before-conversion`);
  const flushed = await site.flush(poll("5", "2026-03-01T00:00:00Z", 5));
  expect(flushed.code, `${when}: ${flushed.stderr}`).toBe(0);
  const expected = wasSwapped ? portable(4n) : native(4n);
  expect(await contentOf(site.archive), when).toEqual(expected);
  expect(existsSync(`${site.archive}.converting`), when).toBe(false);
  const rewritten = await site.run("flush", "--rewrite");
  expect(rewritten.code, `${when}: ${rewritten.stderr}`).toBe(0);
  expect(await contentOf(site.archive), when).toEqual(portable(4n));
  const kept = await contentOf(`${site.archive}.before-conversion`);
  expect(kept, when).toEqual(native(wasSwapped ? 3n : 4n));
}

async function nativeSite(): Promise<TypedSite & AsyncDisposable> {
  const site = await TypedSite.create();
  await site.flush(...threeMonths);
  await site.configure("portable");
  return site;
}

describe.runIf(hasStrace)("a conversion that is killed", () => {
  it.each(Object.entries(kinds).filter(([kind]) => kind !== "unlink"))(
    "at each %s leaves one kind of months, and is ended by the next runs",
    async (kind, calls) => {
      await using seeded = await nativeSite();
      let kills = 0;
      for (; ; kills++) {
        await using copy = await copyOf(seeded.folder);
        const when = `killed at ${kind} ${kills + 1}`;
        const under = inject(calls, "signal=KILL", String(kills + 1));
        const killed = await rewriteUnder(copy.folder, under);
        if (killed.signal === null) {
          expect(killed.code, killed.stderr).toBe(0);
          break;
        }
        expect(killed.signal, when).toBe("SIGKILL");
        await expectRecovery(new TypedSite(copy.folder), when);
      }
      // Three months, and the two renames of the swap.
      expect(kills).toBeGreaterThanOrEqual(5);
    },
    240_000,
  );

  it("at the write of each month leaves the archive as it was", async () => {
    await using seeded = await nativeSite();
    for (const month of ["year=2025/month=12", "year=2026/month=1", "year=2026/month=2"]) {
      await using copy = await copyOf(seeded.folder);
      const site = new TypedSite(copy.folder);
      const path = join(`${site.archive}.converting`, month, ".00000000.parquet.tmp");
      const killed = await rewriteUnder(copy.folder, inject("write", "signal=KILL", "1", [path]));
      expect(killed.signal, month).toBe("SIGKILL");
      await expectRecovery(site, `killed at the write of ${month}`);
    }
  }, 120_000);
});

describe.runIf(hasStrace)("a conversion whose disk fails", () => {
  it.each([
    ["rename", "EROFS"],
    ["fsync", "EIO"],
    ["mkdir", "ENOSPC"],
  ])(
    "at each %s with %s ends with 5, and the next runs are right",
    async (kind, error) => {
      await using seeded = await nativeSite();
      let failures = 0;
      for (; ; failures++) {
        await using copy = await copyOf(seeded.folder);
        const when = `${kind} ${failures + 1}`;
        const under = inject(kinds[kind] ?? "", `error=${error}`, String(failures + 1));
        const run = await rewriteUnder(copy.folder, under);
        if (run.code === 0) break;
        expect(run.code, `${when}: ${run.stderr}`).toBe(5);
        expect(run.stderr, when).toContain(error);
        await expectRecovery(new TypedSite(copy.folder), when);
      }
      expect(failures).toBeGreaterThanOrEqual(3);
    },
    240_000,
  );
});
