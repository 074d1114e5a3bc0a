import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FleetTable, type LandingFile } from "@envoy/fleet-table";
import { afterEach, beforeEach, expect, it } from "vitest";
import { landingFile } from "./support/table-files.js";
import { readings, writeParquet } from "./support/write-parquet.js";

const program = fileURLToPath(new URL("support/killed-compaction.mjs", import.meta.url));
const month = "2026-10";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-kill-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a compaction that is killed before one of its calls; false if it ended before. */
async function isKilled(landing: readonly LandingFile[], killAt: number): Promise<boolean> {
  const paths = [join(folder, "table"), join(folder, "rows.parquet")];
  const args = [program, ...paths, JSON.stringify(landing), String(killAt)];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, _, stderr) => {
      if (error === null) resolve(false);
      else if (error.signal === "SIGKILL") resolve(true);
      else reject(new Error(stderr));
    });
  });
}

/** The landing of which the table was made, whose files are whole. */
async function landingOfTable(): Promise<readonly LandingFile[]> {
  const generation = await FleetTable.open(join(folder, "table")).current();
  if (generation === undefined) return [];
  for (const { path, sha256 } of generation.manifest.files) {
    const content = await readFile(join(generation.folder, path));
    expect(createHash("sha256").update(content).digest("hex")).toBe(sha256);
  }
  const landing: LandingFile[] = JSON.parse(
    await readFile(join(generation.folder, "gateways.json"), "utf8"),
  );
  const consumed = [0, 1].map((shard) =>
    Math.max(...landing.filter((file) => file.shard === shard).map(({ sequence }) => sequence)),
  );
  expect(generation.manifest.consumed).toEqual({ [month]: consumed });
  return landing;
}

it("is killed at each call in turn, and the table is always the generation before or the next, whole", async () => {
  await writeParquet(join(folder, "rows.parquet"), readings("2026-10-03 08:00:00", 5));
  let before: readonly LandingFile[] = [];
  let landing = [
    landingFile({ month, sequence: 1 }),
    landingFile({ month, sequence: 2, shard: 1 }),
  ];
  let kills = 0;
  let commits = 0;
  // Each run takes over what the killed ones left. Where they made a generation, one more has to be made.
  while (await isKilled(landing, kills + 1)) {
    kills++;
    const found = await landingOfTable();
    expect([before, landing]).toContainEqual(found);
    if (found.length < landing.length) continue;
    commits++;
    before = landing;
    landing = [...landing, landingFile({ month, sequence: landing.length + 1, shard: 1 })];
  }
  expect(await landingOfTable()).toEqual(landing);
  const names = await readdir(join(folder, "table"));
  expect(names).toEqual(["current", expect.stringMatching(/^gen/), expect.stringMatching(/^gen/)]);
  expect(commits).toBeGreaterThan(10);
  expect(kills).toBeGreaterThan(40);
}, 240_000);
