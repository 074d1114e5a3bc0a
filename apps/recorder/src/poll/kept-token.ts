import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "@envoy/durable-file";
import {
  decodeToken,
  EnvoyClient,
  enlightenTokens,
  type GatewayClientOptions,
  isRenewalDue,
  TokenKeeper,
  type TokenStore,
} from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { asStorageError } from "../errors/storage-error.js";
import { makeFolderSync } from "../make-folder.js";

/** A token to ask the gateway with. */
export interface KeptTokenResult {
  readonly token: string;
  /** The token lives, and something about it needs a person. */
  readonly warning: string | undefined;
}

/**
 * The token of the config's account: the one that is kept, as long as it is good. Only one
 * that is missing or due is fetched, at most once an hour where that fails. Rejects with
 * `EnvoyError` or `RecorderError`.
 */
export async function keptToken(
  config: Config,
  gateway: GatewayClientOptions,
  signal: AbortSignal,
  options: { readonly renew?: boolean } = {},
): Promise<KeptTokenResult> {
  const { enlighten, state } = config;
  if (enlighten === undefined) throw new TypeError("no account");
  const { username, password, loginOrigin, tokenOrigin } = enlighten;
  const source = enlightenTokens({
    username,
    password,
    ...(loginOrigin === undefined ? {} : { loginOrigin }),
    ...(tokenOrigin === undefined ? {} : { tokenOrigin }),
  });
  const tokens = new TokenKeeper({ source, store: tokenFile(state) });
  await using client = new EnvoyClient({ ...gateway, auth: { tokens, ...options } });
  await client.login({ signal });
  if (client.keptToken === undefined) throw new TypeError("no token");
  const { token, claims, renewalError } = client.keptToken;
  if (renewalError === undefined) return { token, warning: undefined };
  const detail = renewalError instanceof Error ? renewalError.message : String(renewalError);
  const day = claims?.expiresAt.toISOString().slice(0, 10);
  return { token, warning: `The token ends on ${day} and could not be renewed: ${detail}` };
}

/** Keeps the token in the state folder, for its owner alone, and when a login failed as the time of an empty file. */
function tokenFile(state: string): TokenStore {
  return {
    get: () => readKept(state),
    set: async (token) => {
      try {
        makeFolderSync(state, 0o700);
        await replaceFile(tokenPath(state), Buffer.from(`${token}\n`), { mode: 0o600 });
      } catch (error) {
        throw asStorageError(`The new token could not be kept in ${state}`, error);
      }
    },
    getLoginFailure: async () =>
      (await stat(failurePath(state)).catch(() => undefined))?.mtime.getTime(),
    setLoginFailure: async (at) => {
      if (at === undefined) return rm(failurePath(state), { force: true });
      makeFolderSync(state, 0o700);
      await writeFile(failurePath(state), "", { mode: 0o600 });
    },
  };
}

/** The kept token should have been renewed, and was not: that it failed is told once an hour, that it ends at each flush. */
export async function endOfUnrenewedToken(state: string): Promise<Date | undefined> {
  const kept = await readKept(state);
  const claims = kept === undefined ? undefined : decodeToken(kept);
  return claims !== undefined && isRenewalDue(claims, Date.now()) ? claims.expiresAt : undefined;
}

const tokenPath = (state: string): string => join(state, "envoy-token.txt");
const failurePath = (state: string): string => join(state, "login-failed");

async function readKept(state: string): Promise<string | undefined> {
  const text = await readFile(tokenPath(state), "utf8").catch(() => "");
  return text.trim() || undefined;
}
