import { join } from "node:path";
import { isNotedWithin, noteTime } from "../state/noted-time.js";
import { removeState } from "../state/state-file.js";

const notePath = (liveBuffer: string): string => join(liveBuffer, "archive-to-mend");

/**
 * Notes that a flush met an archive file that only a person can mend, so that the polls for it
 * are not parsed again each minute. An interrupted flush and a full disk leave no such note:
 * the next run tries again. Losing the note costs one more try.
 */
export async function noteArchiveToMend(liveBuffer: string): Promise<void> {
  await noteTime(notePath(liveBuffer));
}

export async function forgetArchiveToMend(liveBuffer: string): Promise<void> {
  await removeState(notePath(liveBuffer));
}

/** Whether the last flush met such a file less than `minutes` ago. */
export async function isBackingOff(liveBuffer: string, minutes: number): Promise<boolean> {
  return isNotedWithin(notePath(liveBuffer), minutes * 60);
}
