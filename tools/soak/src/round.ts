import type { Fault } from "@envoy/envoy-simulator";
import { type OddPageName, oddPageNames } from "./odd-pages.js";
import type { Random } from "./random.js";

/** What may go wrong in a round, in percent of the rounds. */
const troublePercents = {
  "gateway hangs": 0.3,
  "gateway answers a byte at a time": 0.1,
  "gateway breaks off": 2,
  "gateway refuses the token": 1,
  "gateway is unavailable": 2,
  "gateway sends a web page": 2,
  "gateway sends half an answer": 2,
  "gateway sends 100 MB": 0.1,
  "gateway has another schema": 4,
  "gateway reboots": 0.4,
  "gateway has a new certificate": 0.3,
  "gateway is away": 0.7,
  "clock is set back": 0.6,
  "clock is set forward": 0.4,
  "clock is set right": 2,
  "disk fills": 0.7,
  "disk is emptied": 4,
  "Hub fails": 1.5,
} as const;

export type TroubleName = keyof typeof troublePercents;

/** The gateway's troubles that are one fault of the simulator. */
export const gatewayFaults: Readonly<Partial<Record<TroubleName, Fault>>> = {
  "gateway hangs": "hang",
  "gateway answers a byte at a time": "drip",
  "gateway breaks off": "reset",
  "gateway refuses the token": "unauthorized",
  "gateway is unavailable": "unavailable",
  "gateway sends a web page": "html",
  "gateway sends half an answer": "truncated",
  "gateway sends 100 MB": "huge",
};

/** How often a run gets which signal, in percent of the rounds. */
const signalPercents = { SIGKILL: 7, SIGTERM: 3, SIGSTOP: 2 } as const;

/** What one round does; drawn without a look at what came of the rounds before. */
export interface Round {
  /** By which the clocks move on before it; more at night. */
  readonly seconds: number;
  readonly trouble: TroubleName | undefined;
  readonly oddPage: OddPageName;
  /** The machine's clock is set so far off, where it is. */
  readonly clockOffset: number;
  /** What a disk that fills has left, in bytes. */
  readonly bytesLeft: number;
  readonly hubStage: "info" | "preupload" | "batch" | "put" | "commit";
  readonly hubFault: 401 | 500 | "reset" | "lost-response" | "quota";
  readonly args: readonly string[];
  /** Sent to the run, so many milliseconds after its start. */
  readonly signal:
    | { readonly name: keyof typeof signalPercents; readonly afterMs: number }
    | undefined;
  /** How long a stopped run stays so. */
  readonly stoppedMs: number;
  /** So many other runs may go on beside it. */
  readonly others: number;
}

const hour = 3600;
const day = 24 * hour;

export function drawRound(random: Random): Round {
  const trouble = random.pickByPercent(troublePercents);
  const back = trouble === "clock is set back";
  const offset = random.pick([60, 20 * 60, hour, 5 * hour, 3 * day, 40 * day, 3650 * day]);
  const signal = random.pickByPercent(signalPercents);
  return {
    seconds: random.between(40, 240),
    trouble,
    oddPage: random.pick(oddPageNames),
    clockOffset: back ? -offset : offset,
    bytesLeft: random.pick([0, 4096, 12_288, 65_536]),
    hubStage: random.pick(["info", "preupload", "batch", "put", "commit"]),
    hubFault: random.pick<Round["hubFault"]>([401, 500, "reset", "lost-response", "quota"]),
    args: random.next() < 0.04 ? ["flush", "--force"] : ["record"],
    signal: signal && { name: signal, afterMs: random.between(0, 500) },
    stoppedMs: random.between(100, 6000),
    others: random.pick([0, 1, 1, 2, 2, 3, 5]),
  };
}
