import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { FleetTable } from "@envoy/fleet-table";
import { expect, it } from "vitest";
import { publish } from "../src/commands/publish.js";
import { PublishedFleet, readings, repo } from "./support/published-fleet.js";

const program = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** Kills its process right before its nth change of the disk, or its nth request, as if the power went. */
const killer = `
  import fs from "node:fs";
  import { syncBuiltinESMExports } from "node:module";
  const left = { change: Number(process.env.KILL_CHANGE), request: Number(process.env.KILL_REQUEST) };
  const counted = (what, method) => function (...args) {
    if (--left[what] === 0) process.kill(process.pid, "SIGKILL");
    return method.apply(this, args);
  };
  for (const name of ["rename", "link", "symlink", "rm", "rmdir", "unlink"]) {
    fs.promises[name] = counted("change", fs.promises[name]);
  }
  fs.unlinkSync = counted("change", fs.unlinkSync);
  syncBuiltinESMExports();
  globalThis.fetch = counted("request", globalThis.fetch);
`;

/** When a run is killed; 0 for never. */
interface Kill {
  readonly change: number;
  readonly request: number;
}

/** All over the work on this machine, then later and later in that on the Hub. */
const kills: readonly Kill[] = [
  ...[3, 12, 25, 29].map((change) => ({ change, request: 0 })),
  ...[5, 13, 21, 0].map((request) => ({ change: 0, request })),
];

it("forgets a household in the end, wherever it is killed and however often, and never harms another's readings", async () => {
  await using site = await PublishedFleet.make({ shards: 1 });
  const [a, b] = [await site.fleet.source("a"), await site.fleet.source("b")];
  for (const day of [1, 2]) {
    await site.fleet.land(a, "2026-10", readings("i1", day, 30, 1));
    await site.fleet.land(b, "2026-10", readings("i1", day, 30, 2));
    await site.compact();
    await site.run((run) => publish(run, { dryRun: false, force: false }));
  }
  const tombstone = join(site.fleet.config.landing, "sources", `${a.gateway}.json`);
  const ended: string[] = [];
  for (const kill of kills) {
    const { signal, output } = await forgetUntil(site, a.gateway, kill);
    ended.push(signal ?? "whole");

    const generation = await FleetTable.open(site.fleet.config.table).current();
    expect(existsSync(join(generation?.folder ?? "", "gateways.parquet"))).toBe(true);
    const rows = await site.fleet.rows();
    expect(rows.filter(({ gateway }) => gateway === b.gateway)).toHaveLength(60);
    // What is gone from the table cannot come back: the tombstone is there before.
    if (rows.length === 60) expect(await readFile(tombstone, "utf8")).toContain("forgotten");
    if (signal === null) {
      expect(output).toContain(`Forgot ${a.gateway}`);
      break;
    }
  }
  expect(ended.filter((end) => end === "SIGKILL").length).toBeGreaterThanOrEqual(6);
  expect(ended.at(-1)).toBe("whole");
  expect(await site.filesWith(a.gateway)).toEqual([]);
  expect(site.hub.commits(repo)).toHaveLength(1);
  expect(site.published()).toEqual([...site.table(), "README.md"].sort());
}, 120_000);

async function forgetUntil(
  site: PublishedFleet,
  gateway: string,
  { change, request }: Kill,
): Promise<{ readonly signal: NodeJS.Signals | null; readonly output: string }> {
  const preload = `data:text/javascript,${encodeURIComponent(killer)}`;
  const args = ["--import", preload, program, "--config", site.fleet.config.file];
  const child = spawn(process.execPath, [...args, "forget", gateway, "--yes"], {
    env: { ...process.env, KILL_CHANGE: String(change), KILL_REQUEST: String(request) },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code, signal]: [number | null, NodeJS.Signals | null] = await new Promise((resolve) => {
    child.once("close", (...ended) => resolve(ended));
  });
  const [stdout, stderr] = await output;
  if (signal === null) expect([code, stderr]).toEqual([0, ""]);
  return { signal, output: stdout };
}
