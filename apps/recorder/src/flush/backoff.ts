import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const notePath = (liveBuffer: string): string => join(liveBuffer, "archive-to-mend");

const unixSeconds = (): number => Math.floor(Date.now() / 1000);

/**
 * Notes that a flush met an archive file that only a person can mend, so that the polls
 * for it are not parsed again each minute. An interrupted flush, or a full disk, leaves
 * no such note: the next run tries again. Losing the note costs one more try.
 */
export async function noteUnmendedArchive(liveBuffer: string): Promise<void> {
  await writeFile(notePath(liveBuffer), `${unixSeconds()}\n`, { mode: 0o600 });
}

export async function forgetUnmendedArchive(liveBuffer: string): Promise<void> {
  await rm(notePath(liveBuffer), { force: true });
}

/** A flush that noted it is less than `minutes` ago. A note from the future was written before the clock went back and tells nothing. */
export async function awaitsPerson(liveBuffer: string, minutes: number): Promise<boolean> {
  const note = await readFile(notePath(liveBuffer), "utf8").catch(() => "");
  const age = unixSeconds() - Number.parseInt(note, 10);
  return age >= 0 && age < minutes * 60;
}
