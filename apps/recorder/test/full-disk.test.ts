import { spawnSync } from "node:child_process";
import { mkdtempSync, rmdirSync } from "node:fs";
import { rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { afterAll, describe, expect, it } from "vitest";
import { exitCode } from "../src/errors/exit-code.js";
import { allJoules, archivedJoules, filesIn, seededFolder } from "./support/real-site.js";
import { runRecorder } from "./support/recorder-process.js";
import { isRunLog } from "./support/run-log-file.js";

// A file system of 300 kB in memory; mounting one takes the rights of root.
const disk = mkdtempSync(join(tmpdir(), "small-disk-"));
const hasDisk = spawnSync("mount", ["-t", "tmpfs", "-o", "size=300k", "tmpfs", disk]).status === 0;
if (!hasDisk) console.warn("No small disk can be mounted here: a full one is not tried.");
afterAll(() => {
  if (hasDisk) spawnSync("umount", [disk]);
  rmdirSync(disk);
});

/** Takes all the space there is, less `left` bytes. */
async function fill(folder: string, left: number): Promise<string> {
  const path = join(folder, "filler");
  const blocks: Buffer[] = [];
  for (let size = 0; size < 400_000; size += 4096) blocks.push(Buffer.alloc(4096, 1));
  await writeFile(path, Buffer.concat(blocks)).catch(() => undefined);
  spawnSync("truncate", ["-s", `-${left}`, path]);
  return path;
}

describe.runIf(hasDisk)("a full disk", () => {
  // 4096 is the block of tmpfs.
  it.each([0, 4096])("with %i bytes left costs no poll and no archived row", async (left) => {
    await using simulator = await startSimulator();
    await using seeded = await seededFolder(disk);
    const { folder } = seeded;
    const before = await filesIn(join(folder, "data"));
    const filler = await fill(folder, left);
    const flushed = await runRecorder(["flush", "--force"], { cwd: folder });
    expect(flushed.code, flushed.stderr).toBe(5);
    expect(flushed.stderr).toMatch(/ENOSPC: no space left on device, \w+ '\/.*data\//);

    const env = {
      ENVOY_RECORDER_ENVOY__PORT: String(simulator.port),
      ENVOY_RECORDER_ENVOY__TOKEN: simulator.token,
    };
    const recorded = await runRecorder(["record"], { cwd: folder, env });
    expect(recorded.code, recorded.stderr).toBe(5);
    expect(recorded.stderr).toMatch(/answer could not be saved in .*ENOSPC/);

    const full = await filesIn(join(folder, "data"));
    const contents = new Set([...full.values()].map(String));
    for (const [name, bytes] of before) {
      if (name.endsWith(".json")) expect(contents).toContain(String(bytes));
      // The disk's last block has room for a line.
      else if (isRunLog(name)) expect(String(full.get(name))).toContain(String(bytes));
      // One block is enough for January's new file, but not for February's as well.
      else if (left === 0) expect(full.get(name)).toEqual(bytes);
    }
    expect(await archivedJoules(folder)).toContainEqual(allJoules[0]);
    expect([...full.keys()].filter((name) => name.includes(".tmp"))).toEqual([]);

    await rm(filler);
    const next = await runRecorder(["record"], { cwd: folder, env });
    expect(next.code, next.stderr).toBe(exitCode.quarantine);
    expect(await archivedJoules(folder)).toEqual(expect.arrayContaining([...allJoules]));
  });
});
