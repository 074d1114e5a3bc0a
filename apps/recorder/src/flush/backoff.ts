import { join } from "node:path";
import { isWithin, noteTime, readNotedTime, unixSeconds } from "../state/noted-time.js";
import { removeState } from "../state/state-file.js";

/** The name that earlier versions know. */
const notePath = (liveBuffer: string): string => join(liveBuffer, "archive-to-mend");

/**
 * Notes that a flush met an archive file that only a person can repair, so that the polls for it
 * are not parsed again each minute. An interrupted flush and a full disk leave no such note:
 * the next run tries again. Losing the note costs one more try.
 */
export async function noteArchiveToRepair(liveBuffer: string): Promise<void> {
  await noteTime(notePath(liveBuffer));
}

export async function forgetArchiveToRepair(liveBuffer: string): Promise<void> {
  await removeState(notePath(liveBuffer));
}

/** When such a file is tried again; undefined if the last flush met none, or met it `minutes` ago or more. */
export async function backoffEnd(liveBuffer: string, minutes: number): Promise<Date | undefined> {
  const metAt = await readNotedTime(notePath(liveBuffer));
  const seconds = minutes * 60;
  if (metAt === undefined || !isWithin(metAt, seconds, unixSeconds())) return undefined;
  return new Date((metAt + seconds) * 1000);
}
