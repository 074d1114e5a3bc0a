import { enlightenTokens, TokenKeeper } from "@envoy/envoy-client";
import type { EnlightenConfig } from "../config/config.js";
import { warnDaily } from "../daily-warning.js";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../run.js";
import { utcDay } from "../utc-day.js";
import { tokenFile } from "./token-file.js";

/** Tokens of the config's Enlighten account, kept between runs and renewed in time. */
export function accountTokens(
  run: Run,
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
    store: tokenFile(run.config.state),
    onRenewalError: (error, { claims }) => {
      const when = claims === undefined ? "soon" : `on ${utcDay(claims.expiresAt)}`;
      // Each hour's try may fail alike.
      void warnDaily(
        run,
        "token_not_renewed",
        `The token expires ${when} and could not be renewed: ${messageOf(error)}`,
      );
    },
  });
}
