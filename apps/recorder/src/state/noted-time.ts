import { readState, writeState } from "./state-file.js";

export function unixSeconds(now: () => number = Date.now): number {
  return Math.floor(now() / 1000);
}

/**
 * Whether something happened less than `seconds` ago. A time in the future was noted before
 * the clock went back and says nothing, so it counts as long ago.
 */
export function isWithin(happenedAt: number, seconds: number, now: number): boolean {
  const age = now - happenedAt;
  return age >= 0 && age < seconds;
}

/** Notes in a state file that something happened now. */
export async function noteTime(path: string): Promise<void> {
  await writeState(path, String(unixSeconds()));
}

/** Whether the time that a state file notes is less than `seconds` ago; false where there is no note. */
export async function isNotedWithin(path: string, seconds: number): Promise<boolean> {
  const note = Number.parseInt((await readState(path)) ?? "", 10);
  return isWithin(note, seconds, unixSeconds());
}
