import { decodeToken, isRenewalDue } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { tokenFile } from "../poll/token-file.js";
import { utcDay } from "../utc-day.js";

const monthMs = 30 * 86_400_000;

/** What a person should do something about. Logged at each flush, not at each poll. */
export async function reminders(config: Config): Promise<readonly string[]> {
  const { enlighten, envoy, state, warnings } = config;
  if (envoy.token !== undefined) return [...warnings, ...expiryOfConfigured(envoy.token)];
  if (enlighten === undefined) return warnings;
  // That it cannot be read is an error of the poll.
  const token = await tokenFile(state)
    .get()
    .catch(() => undefined);
  return [...warnings, ...expiryOfUnrenewed(token)];
}

/** A renewal that fails is logged when it fails, at most once an hour; that the token expires, at each flush. */
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
