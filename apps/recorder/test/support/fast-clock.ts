import { writeFile } from "node:fs/promises";
import { join } from "node:path";

/** Loaded before the recorder: its wall clock, and its waits with it, are so many times as fast. A process cannot set the machine's clock for itself alone. */
const hook = `
const { FAST_CLOCK_START, FAST_CLOCK_ZERO, FAST_CLOCK_SPEED } = process.env;
const RealDate = Date;
const speed = Number(FAST_CLOCK_SPEED);
const now = () => Number(FAST_CLOCK_START) + Math.floor((RealDate.now() - Number(FAST_CLOCK_ZERO)) * speed);
globalThis.Date = new Proxy(RealDate, {
  construct: (date, parts) => parts.length === 0 ? new date(now()) : Reflect.construct(date, parts),
  get: (date, name) => (name === "now" ? now : Reflect.get(date, name)),
});
const timers = require("node:timers/promises");
const { setTimeout } = timers;
timers.setTimeout = (ms, value, options) => setTimeout(ms / speed, value, options);
`;

/** A clock that this process and the recorder share. */
export interface FastClock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Variables for the recorder's process, and its children. */
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a clock that is `speed` times as fast as the machine's, at `start` (milliseconds since 1970). */
export async function startFastClock(
  folder: string,
  start: number,
  speed: number,
): Promise<FastClock> {
  const path = join(folder, "fast-clock.cjs");
  await writeFile(path, hook);
  const zero = Date.now();
  return {
    now: () => start + (Date.now() - zero) * speed,
    env: {
      NODE_OPTIONS: `--require=${path}`,
      FAST_CLOCK_START: String(start),
      FAST_CLOCK_ZERO: String(zero),
      FAST_CLOCK_SPEED: String(speed),
    },
  };
}
