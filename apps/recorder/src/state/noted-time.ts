import { readState, writeState } from "./state-file.js";

export function unixSeconds(now: () => number = Date.now): number {
  return Math.floor(now() / 1000);
}

/**
 * Whether something happened less than `seconds` ago. A time in the future was noted before
 * the clock went back and means nothing, so it counts as long ago.
 */
export function isWithin(happenedAt: number, seconds: number, now: number): boolean {
  const age = now - happenedAt;
  return age >= 0 && age < seconds;
}

/** Notes in a state file that something happened, by default now. */
export async function noteTime(path: string, happenedAt: number = unixSeconds()): Promise<void> {
  await writeState(path, String(happenedAt));
}

/**
 * When something last happened, in seconds since 1970, as a state file notes it; undefined if
 * there is no note. A note that cannot be read costs one more try and must stop nothing.
 */
export async function readNotedTime(path: string): Promise<number | undefined> {
  const text = await readState(path).catch(() => undefined);
  const seconds = Number.parseInt(text ?? "", 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}
