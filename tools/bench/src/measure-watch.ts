import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startSimulator } from "@envoy/envoy-simulator";
import type { Scoreboard } from "@envoy/measure";
import { goals } from "./goals.js";
import { watch } from "./recorder.js";
import { freshFolder, monthStart } from "./site.js";
import type { Workspace } from "./workspace.js";

const hook = fileURLToPath(new URL("fast-clock.js", import.meta.url));

/** A minute takes 40 ms. */
const speed = 1500;

/**
 * A watch over so many simulated minutes, its flushes in processes of their own. As real gateways do
 * long before the next minute, the simulated one closes the connection after each answer. It is started
 * with the flag and the variable that the unit of `schedule install --watch` has.
 */
export async function measureWatch(
  minutes: number,
  workspace: Workspace,
  scoreboard: Scoreboard,
): Promise<void> {
  const start = (monthStart + 3 * 3600) * 1000;
  const zero = Date.now();
  let afterAnswer = (): void => undefined;
  await using simulator = await startSimulator({
    now: () => {
      setTimeout(() => afterAnswer(), 15);
      return (start + (Date.now() - zero) * speed) / 1000;
    },
  });
  afterAnswer = () => simulator.dropConnections();
  const child = spawn(process.execPath, ["--max-semi-space-size=1", "--import", hook, ...watch], {
    cwd: freshFolder(workspace.path("watch"), { envoy: simulator }),
    env: {
      PATH: process.env["PATH"],
      MALLOC_ARENA_MAX: "1",
      BENCH_CLOCK_SPEED: String(speed),
      BENCH_CLOCK_START: String(start),
      BENCH_CLOCK_ZERO: String(zero),
    },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const printed = text(child.stdout);
  await delay((minutes * 60_000) / speed);
  child.kill("SIGTERM");
  const lines = (await printed).split("\n").map((line) => line.split(" "));
  const polls = simulator.requests.filter((request) => request.endsWith("device_data")).length;
  const [, cpuMs, megabytes] = lines.find(([who]) => who === "watch") ?? [];
  const flushMs = lines.filter(([who]) => who === "flush").map(([, ms]) => Number(ms));
  const inFlushes = flushMs.reduce((sum, ms) => sum + ms, 0) / polls;
  const detail = `${polls} polls; the ${flushMs.length} flushes are ${inFlushes.toFixed(1)} ms a poll on top`;
  scoreboard.report(goals.watch, Number(cpuMs) / polls, detail);
  scoreboard.report(goals.watchMemory, Number(megabytes));
}
