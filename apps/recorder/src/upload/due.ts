import { join } from "node:path";
import { isWithin, unixSeconds } from "../state/noted-time.js";
import { readStateFields, writeStateFields } from "../state/state-file.js";

const timesPath = (state: string): string => join(state, "upload-times.json");

/** Whether an upload is due: neither the last attempt nor the Hub asks to wait. */
export async function isUploadDue(
  state: string,
  everyMinutes: number,
  now: () => number = Date.now,
): Promise<boolean> {
  const { triedAt, notBefore } = await readStateFields(timesPath(state));
  if (typeof triedAt !== "number") return true;
  const asked = typeof notBefore === "number" ? notBefore - triedAt : 0;
  return !isWithin(triedAt, Math.max(everyMinutes * 60, asked), unixSeconds(now));
}

/**
 * Notes an attempt before it is made, so that one that is killed is not repeated each minute;
 * `notBefore` is the time that the Hub asked to wait until.
 */
export async function noteUploadTry(
  state: string,
  notBefore?: Date,
  now: () => number = Date.now,
): Promise<void> {
  const { succeededAt } = await readStateFields(timesPath(state));
  await writeStateFields(timesPath(state), {
    ...(typeof succeededAt === "number" ? { succeededAt } : {}),
    triedAt: unixSeconds(now),
    notBefore: notBefore === undefined ? 0 : Math.ceil(notBefore.getTime() / 1000),
  });
}

/** Notes that an upload succeeded. */
export async function noteUploadSuccess(
  state: string,
  now: () => number = Date.now,
): Promise<void> {
  const times = await readStateFields(timesPath(state));
  await writeStateFields(timesPath(state), { ...times, succeededAt: unixSeconds(now) });
}

/** When an upload was last tried and when one last succeeded, in seconds since 1970; undefined if never. */
export async function uploadTimes(
  state: string,
): Promise<{ readonly triedAt: number | undefined; readonly succeededAt: number | undefined }> {
  const { triedAt, succeededAt } = await readStateFields(timesPath(state));
  return {
    triedAt: typeof triedAt === "number" ? triedAt : undefined,
    succeededAt: typeof succeededAt === "number" ? succeededAt : undefined,
  };
}
