import { dirname, resolve } from "node:path";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { refuseForeignFolders } from "../errors/owner.js";
import { printLine } from "../print-line.js";
import { type Asking, SetupCancelled } from "../setup/asking.js";
import { readAssignments } from "../setup/assignments.js";
import { takeProposals } from "../setup/proposals.js";
import { runSetup, type ScheduleChoice } from "../setup/run-setup.js";
import { availableSchedulers, installSchedule, refuseSchedule } from "./schedule.js";

/** Options of {@link init}. */
export interface InitOptions {
  /** Answers as `KEY=VALUE`. */
  readonly set?: readonly string[];
  /** Asks nothing, and takes the proposals. */
  readonly yes: boolean;
  /** Replaces an existing config without asking. */
  readonly force: boolean;
  /** Whether gateway and Hub are asked. */
  readonly check: boolean;
  readonly schedule?: ScheduleChoice;
  /** `ADDRESS:PORT` to ask for gateways in place of multicast DNS. */
  readonly discoverAt?: string;
}

/** Makes a config file: asks, checks the answers, writes it and starts the schedule. */
export async function init(
  configPath: string,
  options: InitOptions,
  signal: AbortSignal,
): Promise<ExitCode> {
  const configFile = resolve(configPath);
  const given = readAssignments(options.set ?? []);
  refuseForeignFolders([dirname(configFile)]);
  // Before anything is asked or written.
  if (options.schedule !== undefined && options.schedule !== "none") {
    refuseSchedule(configFile, options.schedule);
  }
  const asking = options.yes ? takeProposals() : await askPerson(signal);
  const discovery = discoveryAt(options.discoverAt);
  const setup = { asking, signal, configFile, environment: process.env, checks: options.check };
  try {
    const result = await runSetup({ ...setup, discovery }, given, {
      force: options.force,
      schedule: options.schedule,
      schedulers: availableSchedulers(),
    });
    if (result === undefined) {
      asking.end("Nothing was changed.");
      return exitCode.ok;
    }
    const { config, schedule } = result;
    if (schedule !== "none") {
      await installSchedule([config.file], schedule, { watch: false, tell: asking.tell });
    }
    asking.end(nextSteps(config.file, schedule));
    return exitCode.ok;
  } catch (error) {
    const isStopped =
      error instanceof SetupCancelled || (signal.aborted && error === signal.reason);
    if (!isStopped) throw error;
    printLine("Stopped. Nothing was written.");
    return exitCode.unexpected;
  }
}

async function askPerson(signal: AbortSignal): Promise<Asking> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new RecorderError(
      exitCode.config,
      "init asks questions, and there is no terminal to ask at. Give the answers: envoy-recorder init --yes --set envoy.ip_address=192.168.1.50 --set envoy.token_file=envoy-token.txt",
    );
  }
  const { askAtTerminal } = await import("../setup/terminal-questions.js");
  return askAtTerminal("Set up Envoy Recorder; Ctrl-C stops it", signal);
}

function nextSteps(file: string, schedule: ScheduleChoice): string {
  const option = file === resolve("config.toml") ? "" : ` --config ${file}`;
  return schedule === "none"
    ? `Next: envoy-recorder record${option}\nEach minute: envoy-recorder schedule install${option}`
    : `In a few minutes: envoy-recorder status${option}`;
}

function discoveryAt(
  place: string | undefined,
): { readonly address: string; readonly port: number } | undefined {
  const [, address, port] = /^(.+):(\d+)$/.exec(place ?? "") ?? [];
  return address === undefined ? undefined : { address, port: Number(port) };
}
