import { setTimeout as delay } from "node:timers/promises";
import type { HubEmulator } from "@envoy/hub-emulator";
import type { Clocks } from "./clocks.js";
import type { Gateway } from "./gateway.js";
import type { Random } from "./random.js";
import type { RecorderRun, RunOptions } from "./recorder.js";
import { drawRound, gatewayFaults, type Round } from "./round.js";
import type { Runs } from "./runs.js";
import type { Site } from "./site.js";
import type { Tally } from "./tally.js";

/** All that a soak has running. */
export interface World {
  readonly clocks: Clocks;
  readonly gateway: Gateway;
  readonly hub: HubEmulator;
  readonly site: Site;
  readonly runs: Runs;
  readonly tally: Tally;
}

/** A port at which nobody listens. */
const closedPort = "9";

/** Rounds of trouble, until the signal ends them. */
export async function passWeek(world: World, random: Random, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const round = drawRound(random);
    world.clocks.pass(round.seconds);
    await makeTrouble(world, round);
    const run = startRun(world, round);
    if (round.signal !== undefined) void sendSignal(run, round, world.tally);
    await world.runs.untilAtMost(round.others);
  }
}

async function makeTrouble(world: World, round: Round): Promise<void> {
  const { clocks, gateway, hub, runs, site, tally } = world;
  const { trouble } = round;
  if (trouble === undefined) return;
  const fault = gatewayFaults[trouble];
  if (fault !== undefined) gateway.failNext(fault);
  switch (trouble) {
    case "gateway has another schema":
      gateway.changeNext(round.oddPage);
      break;
    case "gateway reboots":
      gateway.reboot();
      break;
    case "gateway has a new certificate":
      await gateway.simulator.rotateCertificate();
      break;
    case "clock is set back":
    case "clock is set forward":
      clocks.setMachine(round.clockOffset);
      break;
    case "clock is set right":
      clocks.setMachine(0);
      break;
    case "disk fills":
      if (site.disk === undefined) return;
      runs.diskFills();
      site.disk.fill(round.bytesLeft);
      break;
    case "disk is emptied":
      if (site.disk?.isFull !== true) return;
      site.disk.empty();
      break;
    case "Hub fails": {
      const { hubFault: status } = round;
      hub.failNext(round.hubStage, typeof status === "number" ? { status } : status);
    }
  }
  tally.add(`trouble: ${trouble}`);
}

function startRun({ clocks, runs, site, tally }: World, round: Round): RecorderRun {
  tally.add("runs");
  const options: RunOptions = { folder: site.folder, clockShiftMs: clocks.shiftMs };
  if (round.trouble !== "gateway is away") return runs.start(round.args, options);
  return runs.start(round.args, { ...options, env: { ENVOY_RECORDER_ENVOY__PORT: closedPort } });
}

async function sendSignal(
  run: RecorderRun,
  { signal, stoppedMs }: Round,
  tally: Tally,
): Promise<void> {
  if (signal === undefined) return;
  await delay(signal.afterMs);
  if (!run.isRunning) return;
  run.signal(signal.name);
  tally.add(`signal: ${signal.name}`);
  if (signal.name !== "SIGSTOP") return;
  await delay(stoppedMs);
  run.signal("SIGCONT");
}
