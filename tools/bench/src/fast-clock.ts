/**
 * Loaded into a watch before it (`node --import`): its wall clock, and its waits with it, are
 * BENCH_CLOCK_SPEED times as fast, and it prints at its end what it used. A process cannot set the
 * machine's clock for itself alone.
 */
import { syncBuiltinESMExports } from "node:module";
import timers from "node:timers/promises";

const speed = Number(process.env["BENCH_CLOCK_SPEED"]);
const start = Number(process.env["BENCH_CLOCK_START"]);
const zero = Number(process.env["BENCH_CLOCK_ZERO"]);

const RealDate = Date;
const now = (): number => start + Math.floor((RealDate.now() - zero) * speed);
globalThis.Date = new Proxy(RealDate, {
  construct: (date, parts) =>
    parts.length === 0 ? new date(now()) : Reflect.construct(date, parts),
  get: (date, name) => (name === "now" ? now : Reflect.get(date, name)),
});

const { setTimeout: wait } = timers;
timers.setTimeout = (ms = 1, value, options) => wait(ms / speed, value, options);
syncBuiltinESMExports();

process.on("exit", () => {
  const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
  const [, , command] = process.argv;
  // The flushes that a watch starts are programs of their own.
  const who = command === "watch" ? "watch" : "flush";
  console.log(`${who} ${(userCPUTime + systemCPUTime) / 1000} ${(maxRSS * 1024) / 1e6}`);
});
