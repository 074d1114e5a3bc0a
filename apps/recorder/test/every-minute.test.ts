import { describe, expect, it } from "vitest";
import { type Clock, everyMinute } from "../src/watch/every-minute.js";

const noon = Date.UTC(2026, 5, 1, 12);

/** A wall clock that passes only while somebody waits, and that a test may set. */
class SetClock implements Clock {
  wall = noon;
  /** Milliseconds that have really passed. */
  passed = 0;
  /** Called before each wait. */
  beforeSleep: () => void = () => undefined;

  readonly now = (): number => this.wall;

  readonly sleep = async (ms: number, signal: AbortSignal): Promise<void> => {
    signal.throwIfAborted();
    this.beforeSleep();
    this.pass(ms);
  };

  pass(ms: number): void {
    this.wall += ms;
    this.passed += ms;
  }
}

/** Runs until there were so many rounds; the wall's and the real seconds since noon of each. */
async function rounds(
  clock: SetClock,
  count: number,
  work: (round: number) => void = () => undefined,
): Promise<readonly (readonly [wall: number, real: number])[]> {
  const stop = new AbortController();
  const times: [number, number][] = [];
  await everyMinute(
    async () => {
      times.push([(clock.wall - noon) / 1000, clock.passed / 1000]);
      work(times.length);
      if (times.length === count) stop.abort();
    },
    stop.signal,
    clock,
  );
  return times;
}

describe("the work of each minute", () => {
  it("is done at once, and then as each minute begins", async () => {
    const clock = new SetClock();
    clock.wall += 20_000;
    const times = await rounds(clock, 4, () => clock.pass(300));
    expect(times.map(([wall]) => wall)).toEqual([20, 60, 120, 180]);
  });

  it("is not repeated before the next minute begins if it lasted longer than one", async () => {
    const clock = new SetClock();
    const times = await rounds(clock, 3, (round) => clock.pass(round === 1 ? 75_000 : 100));
    expect(times.map(([wall]) => wall)).toEqual([0, 120, 180]);
  });

  it("is done once a minute where timers fire early", async () => {
    const clock = new SetClock();
    const { sleep } = clock;
    Object.assign(clock, {
      sleep: (ms: number, signal: AbortSignal) => sleep(ms > 3 ? ms - 3 : ms, signal),
    });
    expect((await rounds(clock, 3)).map(([wall]) => wall)).toEqual([0, 60, 120]);
  });

  it.each([
    ["forward by three hours and 20 s", 3 * 3600 + 20],
    ["back by three days and 20 s", -3 * 86_400 - 20],
    ["back by 20 s", -20],
  ])("goes on within two minutes when the clock is set %s", async (_, seconds) => {
    const clock = new SetClock();
    let waits = 0;
    clock.beforeSleep = () => {
      waits++;
      if (waits === 3) clock.wall += seconds * 1000;
    };
    const times = await rounds(clock, 6);
    const gaps = times.slice(1).map(([, real], i) => real - (times[i]?.[1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(120);
    expect(Math.min(...gaps)).toBeGreaterThan(0);
    // It is back on the minute.
    expect(times.slice(-2).map(([wall]) => Math.abs(wall % 60))).toEqual([0, 0]);
  });

  it("ends at once when it is stopped while it waits", async () => {
    const stop = new AbortController();
    let count = 0;
    const ended = everyMinute(async () => void count++, stop.signal);
    setTimeout(() => stop.abort(), 20);
    await ended;
    expect(count).toBe(1);
  });
});
