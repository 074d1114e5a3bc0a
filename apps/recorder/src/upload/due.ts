import { join } from "node:path";
import { readStateFile, writeStateFile } from "../state/state-file.js";

/** When uploads were tried, in seconds since 1970. */
interface UploadTimes {
  readonly triedAt: number;
  /** The Hub said that it takes nothing before. */
  readonly notBefore: number;
}

/** Whether an upload should be tried now. A time of the future was noted before the clock went back, and is left out. */
export async function isUploadDue(
  state: string,
  everyMinutes: number,
  now = Date.now,
): Promise<boolean> {
  const seconds = Math.floor(now() / 1000);
  const { triedAt, notBefore } = await readTimes(state);
  if (triedAt > seconds) return true;
  return seconds >= notBefore && seconds >= triedAt + everyMinutes * 60;
}

/** Notes a try, before it is made: one that is killed is not repeated each minute. */
export async function noteUploadTry(
  state: string,
  notBefore?: Date,
  now = Date.now,
): Promise<void> {
  const times: UploadTimes = {
    triedAt: Math.floor(now() / 1000),
    notBefore: notBefore === undefined ? 0 : Math.ceil(notBefore.getTime() / 1000),
  };
  await writeStateFile(timesPath(state), times);
}

const timesPath = (state: string): string => join(state, "upload-times.json");

async function readTimes(state: string): Promise<UploadTimes> {
  const times = await readStateFile(timesPath(state));
  const field = (name: string): number => {
    const value: unknown = typeof times === "object" && times && Reflect.get(times, name);
    return typeof value === "number" ? value : 0;
  };
  return { triedAt: field("triedAt"), notBefore: field("notBefore") };
}
