import { readdirSync } from "node:fs";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FleetFolder, type Reading, type TableRow } from "./support/fleet-folder.js";
import { runFleet, startFleet } from "./support/fleet-process.js";

/** Counts what changes the disk; kills its process before change DIE_AT, and stops it at STOP_AT. The last count is written to a file. */
const hook = `
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
const dieAt = Number(process.env.DIE_AT);
const stopAt = Number(process.env.STOP_AT);
let changes = 0;
function watch(of, names) {
  for (const name of names) {
    const real = of[name];
    of[name] = (...args) => {
      if (++changes === dieAt) process.kill(process.pid, "SIGKILL");
      if (changes === stopAt) process.kill(process.pid, "SIGTERM");
      return real.apply(of, args);
    };
  }
}
watch(fs.promises, ["open", "mkdir", "rename", "link", "symlink", "rmdir", "unlink", "rm"]);
watch(fs, ["unlinkSync", "mkdirSync", "renameSync", "openSync"]);
syncBuiltinESMExports();
process.on("exit", () => fs.writeFileSync(process.env.COUNT_FILE, String(changes)));
`;

/** More for a long search, such as FLEET_KILLS=100: at most as many as there are changes. */
const kills = Number(process.env["FLEET_KILLS"] ?? 6);

const months = ["2026-08", "2026-09", "2026-10"];

let folder: string;
let fleet: FleetFolder;
let before: readonly TableRow[];
let after: readonly TableRow[];

function readings(month: string, from: number, to: number, joules: number): readonly Reading[] {
  return Array.from({ length: to - from }, (_, i) => ({
    serial: "i1",
    end: Date.parse(`${month}-03T00:00:00Z`) + (from + i) * 3_600_000,
    joules,
  }));
}

const env = (more: Readonly<Record<string, string>>) => ({
  NODE_OPTIONS: `--import=${join(folder, "hook.mjs")}`,
  COUNT_FILE: join(folder, "count"),
  ...more,
});

// A table with closed and open months, and a landing that has more for both.
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-kill-"));
  await writeFile(join(folder, "hook.mjs"), hook);
  fleet = await FleetFolder.make({ shards: 2, toml: "close_after_days = 3650\n" });
  const homes = [await fleet.source("a"), await fleet.source("b"), await fleet.source("c")];
  for (const home of homes) {
    for (const month of months) await fleet.land(home, month, readings(month, 0, 40, 1));
  }
  expect((await runFleet(["compact"], { cwd: fleet.folder })).code).toBe(0);
  before = await fleet.rows();
  for (const home of homes) {
    for (const month of months) await fleet.land(home, month, readings(month, 30, 60, 2));
  }
  await writeFile(join(fleet.folder, "fleet.toml"), "close_after_days = 0\n");
  await using copy = await copyOf(fleet);
  const run = await runFleet(["compact", "--close"], { cwd: copy.folder, env: env({}) });
  expect(run.code, run.stderr).toBe(0);
  after = await copy.rows();
  expect(after).toHaveLength(3 * months.length * 60);
});

afterAll(async () => {
  await fleet[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function copyOf(original: FleetFolder): Promise<FleetFolder> {
  const copy = await FleetFolder.make({ shards: 2 });
  await cp(original.folder, copy.folder, { recursive: true, force: true, verbatimSymlinks: true });
  return copy;
}

/** The table is whole, as it was or as it is to be; and the next run makes it what it is to be, and leaves nothing else. */
async function expectRecovery(copy: FleetFolder, when: string): Promise<void> {
  expect([before, after], when).toContainEqual(await copy.rows());
  const next = await runFleet(["compact", "--close"], { cwd: copy.folder });
  expect(next.code, `${when}: ${next.stderr}`).toBe(0);
  expect(await copy.rows(), when).toEqual(after);
  expect(readdirSync(copy.config.table).sort(), when).toEqual([
    "current",
    "generation-000001",
    "generation-000002",
  ]);
}

describe("a compaction that is killed", () => {
  it(
    "at any of its changes to the disk is ended by the next run",
    async () => {
      const changes = Number(await readFile(join(folder, "count"), "utf8"));
      expect(changes).toBeGreaterThan(40);
      const points = Array.from({ length: kills }, (_, i) =>
        Math.ceil(1 + (i * (changes - 1)) / (kills - 1)),
      );
      for (const point of points) {
        await using copy = await copyOf(fleet);
        const killed = await runFleet(["compact", "--close"], {
          cwd: copy.folder,
          env: env({ DIE_AT: String(point) }),
        });
        expect(killed.signal, `${point}: ${killed.stderr}`).toBe("SIGKILL");
        await expectRecovery(copy, `at change ${point} of ${changes}`);
      }
    },
    60_000 * kills,
  );

  it("at some moment is ended by the next run", async () => {
    await using whole = await copyOf(fleet);
    const began = performance.now();
    await runFleet(["compact", "--close"], { cwd: whole.folder });
    const took = performance.now() - began;
    for (let i = 0; i < 2; i++) {
      await using copy = await copyOf(fleet);
      const { child, ended } = startFleet(["compact", "--close"], { cwd: copy.folder });
      const moment = took * (0.3 + 0.7 * Math.random());
      await delay(moment);
      child.kill("SIGKILL");
      await ended;
      await expectRecovery(copy, `after ${moment} of ${took} ms`);
    }
  }, 120_000);
});

describe("a compaction that is stopped", () => {
  it("says so, ends with 1 and is ended by the next run", async () => {
    await using copy = await copyOf(fleet);
    const run = startFleet(["compact", "--close"], {
      cwd: copy.folder,
      // Stops itself in the middle, by the signal that a service manager sends.
      env: env({ STOP_AT: "40" }),
    });
    const { code, stderr } = await run.ended;
    expect(code, stderr).toBe(1);
    expect(stderr).toBe(
      "Interrupted: stopped by SIGTERM. Run the same command again to carry on.\n",
    );
    expect(await copy.rows()).toEqual(before);
    await expectRecovery(copy, "after SIGTERM");
  });
});
