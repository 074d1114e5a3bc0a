import { enlightenTokens, TokenKeeper } from "@envoy/envoy-client";
import type { EnlightenConfig } from "../config/config.js";
import type { Run } from "../run.js";
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
      const detail = error instanceof Error ? error.message : String(error);
      const day = claims?.expiresAt.toISOString().slice(0, 10);
      logger.warning`${`The token ends on ${day} and could not be renewed: ${detail}`}`;
    },
  });
}
