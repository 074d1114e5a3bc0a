import { join } from "node:path";
import { decodeToken, isRenewalDue } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { timeZoneProblem } from "../config/time-zone.js";
import { tokenFile } from "../poll/token-file.js";
import { isWithin, noteTime, readNotedTime, unixSeconds } from "../state/noted-time.js";
import { utcDay } from "../utc-day.js";

const monthMs = 30 * 86_400_000;

/** What a person should do something about. Logged at each flush, not at each poll. */
export async function reminders(config: Config): Promise<readonly string[]> {
  const zone = timeZoneProblem(config);
  const warnings = zone === undefined ? config.warnings : [...config.warnings, zone];
  const expiry = await tokenExpiry(config);
  if (expiry.length === 0 || !(await isNewToday(config.state))) return warnings;
  return [...warnings, ...expiry];
}

/** Whether the token's expiry was not logged in the last day. A note that cannot be kept repeats it at each flush. */
async function isNewToday(state: string): Promise<boolean> {
  const path = join(state, "token-expiry-logged");
  const loggedAt = await readNotedTime(path);
  if (loggedAt !== undefined && isWithin(loggedAt, 86_400, unixSeconds())) return false;
  await noteTime(path).catch(() => undefined);
  return true;
}

async function tokenExpiry({ enlighten, envoy, state }: Config): Promise<readonly string[]> {
  if (envoy.token !== undefined) return expiryOfConfigured(envoy.token);
  if (enlighten === undefined) return [];
  // That it cannot be read is an error of the poll.
  const token = await tokenFile(state)
    .get()
    .catch(() => undefined);
  return expiryOfUnrenewed(token);
}

/** A renewal that fails is logged when it fails, at most once an hour; that the token expires, once a day. */
function expiryOfUnrenewed(token: string | undefined): readonly string[] {
  const claims = token === undefined ? undefined : decodeToken(token);
  if (claims === undefined || !isRenewalDue(claims, Date.now())) return [];
  return [
    `The gateway's token expires on ${utcDay(claims.expiresAt)} and could not be renewed; to see why: envoy-recorder token --renew`,
  ];
}

function expiryOfConfigured(token: string): readonly string[] {
  const expiresAt = decodeToken(token)?.expiresAt;
  if (expiresAt === undefined || expiresAt.getTime() - Date.now() > monthMs) return [];
  return [
    `The gateway's token expires on ${utcDay(expiresAt)}. Get a new one at https://entrez.enphaseenergy.com/entrez_tokens, or let it be renewed with an [enlighten] section.`,
  ];
}
