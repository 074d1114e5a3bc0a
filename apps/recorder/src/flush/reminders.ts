import { decodeToken, isRenewalDue } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { timeZoneProblem } from "../config/time-zone.js";
import { tokenFile } from "../poll/token-file.js";
import { utcDay } from "../utc-day.js";

const monthMs = 30 * 86_400_000;

/** What a person should do something about. Logged at a flush, not at a poll. */
export async function reminders(config: Config): Promise<readonly string[]> {
  const zone = timeZoneProblem(config);
  const zoneProblems = zone === undefined ? [] : [zone];
  return [...config.warnings, ...zoneProblems, ...(await tokenExpiry(config))];
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
