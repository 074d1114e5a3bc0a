import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { gzipSync } from "node:zlib";
import {
  createSite,
  type SimulatedSite,
  type Simulator,
  sitePage,
  startSimulator,
} from "@envoy/envoy-simulator";
import { median, type Scoreboard } from "@envoy/measure";
import { goals } from "./goals.js";
import { compare, cpuMsOf } from "./measure.js";
import { flush, record } from "./recorder.js";
import { freshFolder, monthStart } from "./site.js";
import type { Workspace } from "./workspace.js";

/** The pages of a poll, by the label of their entry. */
const pages = {
  "": "/ivp/pdm/device_data",
  meters: "/ivp/meters/readings",
  batteries: "/ivp/ensemble/inventory",
  "battery-power": "/ivp/ensemble/power",
} as const;

const meteredSite = (): SimulatedSite =>
  createSite({
    since: monthStart - 86_400,
    inactiveInverter: -1,
    phases: 3,
    meters: "enabled",
    batteries: 2,
  });

/** A poll of a site with three three-phase meters and two batteries, beside one of a site without. */
export async function measureMeteredPoll(
  runs: number,
  plain: Simulator,
  workspace: Workspace,
  scoreboard: Scoreboard,
): Promise<void> {
  await using metered = await startSimulator({ site: meteredSite() });
  const stateOf = async (name: string, envoy: Simulator): Promise<string> => {
    await cpuMsOf(record, freshFolder(workspace.path(name), { envoy }));
    return workspace.path(`${name}/data/state`);
  };
  const [state, plainState] = [
    await stateOf("first-metered", metered),
    await stateOf("first-plain", plain),
  ];
  const folder = workspace.path("poll");
  const { ratio, cpuMs, baselineMs } = await compare(
    runs,
    () => cpuMsOf(record, freshFolder(folder, { state, envoy: metered })),
    () => cpuMsOf(record, freshFolder(folder, { state: plainState, envoy: plain })),
  );
  scoreboard.report(
    goals.meteredPoll,
    ratio,
    `${cpuMs.toFixed(0)} ms over ${baselineMs.toFixed(0)} ms`,
  );
}

/** All that such a site writes on the last day of a month: its polls, and what 96 flushes of them rewrite. */
export async function measureMeteredDay(
  workspace: Workspace,
  scoreboard: Scoreboard,
): Promise<void> {
  await using simulator = await startSimulator({ site: meteredSite() });
  await cpuMsOf(record, freshFolder(workspace.path("first-metered"), { envoy: simulator }));
  const state = workspace.path("first-metered/data/state");
  const folder = freshFolder(workspace.path("metered"), { state });
  const site = meteredSite();
  const lastDay = monthStart + 29 * 86_400;
  for (let at = monthStart; at < lastDay; at += 900) writePages(folder, site, at, [""]);
  await cpuMsOf(flush, folder);
  const written: Record<string, number> = {};
  const cpu: number[] = [];
  const count = (what: string, bytes: number): void => {
    written[what] = (written[what] ?? 0) + bytes;
  };
  for (let flushAt = lastDay; flushAt < lastDay + 86_400; flushAt += 900) {
    for (let at = flushAt; at < flushAt + 900; at += 60) {
      count("polls", writePages(folder, site, at, Object.keys(pages)));
    }
    const before = filesOf(folder);
    cpu.push(await cpuMsOf(flush, folder));
    for (const [path, { ino, size }] of filesOf(folder)) {
      if (before.get(path)?.ino !== ino) count(tableOf(path), size);
    }
  }
  const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);
  const parts = Object.entries(written).map(([what, bytes]) => `${what} ${megabytes(bytes)}`);
  const total = Object.values(written).reduce((sum, bytes) => sum + bytes, 0);
  scoreboard.report(goals.meteredDay, total / 1e6, `${parts.join(", ")}`);
  console.log(`CPU of each of its flushes: ${median(cpu).toFixed(0)} ms`);
}

/** Writes the pages as a poll of such a site saves them. Returns how many bytes they are. */
function writePages(
  folder: string,
  site: SimulatedSite,
  unixSeconds: number,
  labels: readonly string[],
): number {
  const incoming = join(folder, "data/live_buffer/incoming");
  mkdirSync(incoming, { recursive: true });
  let bytes = 0;
  for (const [label, path] of Object.entries(pages)) {
    if (!labels.includes(label)) continue;
    const source = { site, unixSeconds, serialNumber: "122333444555", login: "token" } as const;
    const answer = gzipSync(sitePage(path, source) ?? "");
    const name = label === "" ? `${unixSeconds}` : `${unixSeconds}.${label}`;
    writeFileSync(join(incoming, `${name}.json.gz`), answer);
    bytes += answer.byteLength;
  }
  return bytes;
}

/** The archive's and the tables' files; a rewritten one has another number. */
function filesOf(
  folder: string,
): ReadonlyMap<string, { readonly ino: number; readonly size: number }> {
  const files = new Map<string, { readonly ino: number; readonly size: number }>();
  for (const root of ["data/parquet_archive", "data/tables"]) {
    const path = join(folder, root);
    if (!existsSync(path)) continue;
    for (const entry of readdirSync(path, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const file = join(entry.parentPath, entry.name);
      const { ino, size } = statSync(file);
      files.set(relative(join(folder, "data"), file), { ino, size });
    }
  }
  return files;
}

/** "meter_readings" for a file of that table, "parquet_archive" for one of the archive. */
function tableOf(path: string): string {
  const [root = "", table = ""] = path.split(sep);
  return root === "tables" ? table : root;
}
