import { join } from "node:path";
import { isWithin, noteTime, readNotedTime, unixSeconds } from "../state/noted-time.js";
import { removeState } from "../state/state-file.js";

const hour = 3600;

/** When it was last said that the gateway is away; there is no such file while it answers. */
const notePath = (state: string): string => join(state, "gateway-away");

/**
 * Whether to say that the gateway does not answer: at the beginning of an outage, and once an
 * hour from then on. A note that cannot be kept repeats it each minute, and fails nothing.
 */
export async function isOutageNews(state: string): Promise<boolean> {
  const saidAt = await readNotedTime(notePath(state));
  if (saidAt !== undefined && isWithin(saidAt, hour, unixSeconds())) return false;
  await noteTime(notePath(state)).catch(() => undefined);
  return true;
}

/** Notes that the gateway answers; resolves to whether it did not before. */
export async function endOutage(state: string): Promise<boolean> {
  if ((await readNotedTime(notePath(state))) === undefined) return false;
  await removeState(notePath(state)).catch(() => undefined);
  return true;
}
