import { enlightenTokens, TokenKeeper } from "@envoy/envoy-client";
import type { EnlightenConfig } from "../config/config.js";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../run.js";
import { utcDay } from "../utc-day.js";
import { tokenFile } from "./token-file.js";

/** Tokens of the config's Enlighten account, kept between runs and renewed in time. */
export function accountTokens(
  { config, logger }: Run,
  { username, password, loginOrigin, tokenOrigin }: EnlightenConfig,
): TokenKeeper {
  const source = enlightenTokens({
    username,
    password,
    ...(loginOrigin === undefined ? {} : { loginOrigin }),
    ...(tokenOrigin === undefined ? {} : { tokenOrigin }),
  });
  return new TokenKeeper({
    source,
    store: tokenFile(config.state),
    onRenewalError: (error, { claims }) => {
      const when = claims === undefined ? "soon" : `on ${utcDay(claims.expiresAt)}`;
      logger.warning`${`The token expires ${when} and could not be renewed: ${messageOf(error)}`}`;
    },
  });
}
