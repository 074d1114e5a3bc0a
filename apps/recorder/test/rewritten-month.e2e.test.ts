import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { poll } from "./support/modelled-site.js";
import { archivedJoules } from "./support/real-site.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

type Folder = Awaited<ReturnType<typeof recorderFolder>>;

async function folderWith(...texts: readonly string[]): Promise<Folder> {
  const recorder = await recorderFolder(undefined);
  const config = '[envoy]\nip_address = "127.0.0.1"\n';
  await writeFile(join(recorder.folder, "config.toml"), config);
  await save(recorder.folder, ...texts);
  return recorder;
}

async function save(folder: string, ...texts: readonly string[]): Promise<void> {
  const incoming = join(folder, "data/live_buffer/incoming");
  await mkdir(incoming, { recursive: true });
  for (const [i, text] of texts.entries()) {
    await writeFile(join(incoming, `${1_769_904_300 + i}.json`), text);
  }
}

const flush = (cwd: string): Promise<Ended> => runRecorder(["flush", "--force"], { cwd });
const month = (folder: string): string =>
  join(folder, "data/parquet_archive/year=2026/month=1/00000000.parquet");

/** Rewrites January as its owner may with DuckDB. */
async function rewrite(folder: string, select: string): Promise<void> {
  const other = `${month(folder)}.new`;
  await queryArchive(
    join(folder, "data/parquet_archive"),
    `COPY (${select}) TO '${other}' (FORMAT parquet)`,
  );
  execFileSync("mv", [other, month(folder)]);
}

describe("a month that its owner has rewritten", () => {
  it("with DuckDB is taken, written back as the archive's own at the next merge, and that is logged once", async () => {
    await using recorder = await folderWith(poll("1", "2026-01-31T22:00:00Z", 7));
    const { folder } = recorder;
    await flush(folder);
    await rewrite(folder, "SELECT * EXCLUDE (year, month) FROM ARCHIVE");
    await save(folder, poll("1", "2026-01-31T22:15:00Z", 8));
    const merged = await flush(folder);
    expect(merged.code, merged.stderr).toBe(0);
    expect(merged.stderr).toMatch(/INFO .*00000000\.parquet/);
    expect(await archivedJoules(folder)).toEqual([
      ["1 01-31 22:00", 7],
      ["1 01-31 22:15", 8],
    ]);
    await save(folder, poll("1", "2026-01-31T22:30:00Z", 9));
    expect(await flush(folder)).toMatchObject({ code: 0, stderr: "" });
  });

  it("with rows of another month or the same key twice keeps them all, and is warned of once", async () => {
    await using recorder = await folderWith(poll("1", "2026-01-31T22:00:00Z", 7));
    const { folder } = recorder;
    await flush(folder);
    const columns = "SELECT * EXCLUDE (year, month)";
    await rewrite(
      folder,
      `${columns} FROM ARCHIVE UNION ALL ${columns} FROM ARCHIVE UNION ALL
       ${columns} REPLACE (period_end_time + INTERVAL 3 DAY AS period_end_time) FROM ARCHIVE`,
    );
    await save(folder, poll("1", "2026-01-31T22:15:00Z", 8));
    const warned = await flush(folder);
    expect(warned.code).toBe(0);
    expect(warned.stderr).toMatch(/WARNING .*00000000\.parquet/);
    expect(await archivedJoules(folder)).toHaveLength(4);
    await save(folder, poll("1", "2026-01-31T22:30:00Z", 9));
    expect((await flush(folder)).stderr).not.toContain("WARNING");
  });

  it("with a null in a key ends with 5, in words, and its polls wait", async () => {
    await using recorder = await folderWith(poll("1", "2026-01-31T22:00:00Z", 7));
    const { folder } = recorder;
    await flush(folder);
    await rewrite(
      folder,
      "SELECT * EXCLUDE (year, month) REPLACE (NULL::VARCHAR AS serial_number) FROM ARCHIVE",
    );
    await save(folder, poll("1", "2026-01-31T22:15:00Z", 8));
    const refused = await flush(folder);
    expect(refused.code).toBe(5);
    expect(refused.stderr).toMatch(/serial_number.* The polls for it stay in the buffer\.\n$/);
  });
});

describe.runIf(process.platform === "linux")("what is not a regular file", () => {
  it("is refused with words, as a config and as a token, and is not waited for", async () => {
    await using recorder = await folderWith();
    const { folder: cwd } = recorder;
    execFileSync("mkfifo", [join(cwd, "fifo")]);
    for (const path of ["/dev/zero", "/dev/null/x", join(cwd, "fifo"), cwd]) {
      const { code, stderr } = await runRecorder(["record", "--config", path], { cwd });
      expect({ path, code }).toEqual({ path, code: 2 });
      expect(stderr).toContain(path);
    }
    const env = { ENVOY_RECORDER_ENVOY__TOKEN_FILE: join(cwd, "fifo") };
    const token = await runRecorder(["record"], { cwd, env });
    expect(token).toMatchObject({ code: 2, stderr: expect.stringContaining("is a FIFO") });
  });

  it("in the place of a month fails that month alone", async () => {
    const texts = [poll("1", "2026-01-31T22:00:00Z", 7), poll("1", "2026-02-01T22:00:00Z", 8)];
    await using recorder = await folderWith(...texts);
    const { folder } = recorder;
    await mkdir(join(month(folder), ".."), { recursive: true });
    execFileSync("mkfifo", [month(folder)]);
    const refused = await flush(folder);
    expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining("is a FIFO") });
    execFileSync("rm", [month(folder)]);
    expect((await flush(folder)).code).toBe(0);
    expect(await archivedJoules(folder)).toHaveLength(2);
  });
});
