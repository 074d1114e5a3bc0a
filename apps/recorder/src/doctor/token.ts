import type { TokenClaims } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { claimsOf, refuseExpired, roleProblem } from "../poll/token-claims.js";
import { type Finding, failureOf, ok, warn } from "./finding.js";
import { type GatewayVisit, tokenInUse } from "./gateway-visit.js";

const newToken = "Get a new one at https://entrez.enphaseenergy.com/entrez_tokens";
const dayMs = 86_400_000;

/** A token of the config's is replaced by hand. */
const manualDays = 30;

/** One of an account is renewed 30 days ahead: at this age that has failed for two weeks. */
const accountDays = 15;

/** The token's role and end, and whether the gateway takes it. */
export async function tokenFinding(
  { info, login }: GatewayVisit,
  config: Config,
  now: number,
): Promise<Finding> {
  if ("value" in info && !info.value.wantsToken) {
    return login !== undefined && "error" in login
      ? failureOf(login.error, "Does the gateway have a password of its own?")
      : ok("none: this firmware needs none");
  }
  const token = await tokenInUse(config);
  if (token === undefined) return noToken(config, login);
  let claims: TokenClaims;
  try {
    claims = claimsOf(token);
    refuseExpired(claims, now);
  } catch (error) {
    return failureOf(error, newToken);
  }
  if (login !== undefined && "error" in login) return failureOf(login.error, newToken);
  return judge(claims, config, login !== undefined, now);
}

function noToken(config: Config, login: GatewayVisit["login"]): Finding {
  if (login !== undefined && "error" in login) return failureOf(login.error, newToken);
  if (config.enlighten === undefined) {
    return warn("none in the config", "Firmware 7 and later needs one: set envoy.token_file.");
  }
  return warn(
    "none is kept yet",
    "The next poll fetches one with the [enlighten] account. To do it now: envoy-recorder token",
  );
}

function judge(claims: TokenClaims, { envoy }: Config, isAccepted: boolean, now: number): Finding {
  const { role = "unknown role", expiresAt } = claims;
  const days = Math.floor((expiresAt.getTime() - now) / dayMs);
  const end = expiresAt.toISOString().slice(0, 10);
  const message = `${role}, until ${end} (${days} days); ${isAccepted ? "the gateway takes it" : "the gateway was not asked"}`;
  const problem = roleProblem(claims);
  if (problem !== undefined) return warn(message, problem);
  if (envoy.token !== undefined) return days < manualDays ? warn(message, newToken) : ok(message);
  return days < accountDays
    ? warn(message, "It should have been renewed. To see why not: envoy-recorder token --renew")
    : ok(message);
}
