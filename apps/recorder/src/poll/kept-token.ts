import { readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { replaceFile } from "@envoy/durable-file";
import {
  decodeToken,
  EnvoyClient,
  EnvoyError,
  enlightenTokens,
  type GatewayClientOptions,
  isRenewalDue,
  TokenKeeper,
  type TokenStore,
} from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { makeFolderSync } from "../make-folder.js";

/** A token to ask the gateway with. */
export interface KeptTokenResult {
  readonly token: string;
  /** The token lives, and something about it needs a person. */
  readonly warning: string | undefined;
}

/** After a login that failed, the next one waits: the cloud counts sessions, and a wrong password stays wrong. */
const loginPauseMs = 3_600_000;

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
  const { renew = false } = options;
  const kept = await readKept(config.state);
  const claims = kept === undefined ? undefined : decodeToken(kept);
  const isLiving = claims !== undefined && claims.expiresAt.getTime() > Date.now();
  if (kept !== undefined && isLiving && !renew && !isRenewalDue(claims, Date.now())) {
    return { token: kept, warning: undefined };
  }
  if (!renew && (await hasFailedLately(config.state))) {
    if (kept !== undefined && isLiving) return { token: kept, warning: undefined };
    const message =
      "The last login at Enlighten failed less than an hour ago and is not tried again yet; to try now: envoy-recorder token --renew";
    throw new RecorderError(exitCode.token, message);
  }
  try {
    const { token, renewalError } = await fetchToken(config, gateway, signal, renew);
    if (renewalError === undefined) {
      await rm(failurePath(config.state), { force: true });
      return { token, warning: undefined };
    }
    await noteFailure(config.state);
    const detail = renewalError instanceof Error ? renewalError.message : String(renewalError);
    const day = decodeToken(token)?.expiresAt.toISOString().slice(0, 10);
    return { token, warning: `The token ends on ${day} and could not be renewed: ${detail}` };
  } catch (error) {
    if (error instanceof EnvoyError && error.code.startsWith("ERR_LOGIN")) {
      await noteFailure(config.state);
    }
    throw error;
  }
}

async function fetchToken(
  config: Config,
  gateway: GatewayClientOptions,
  signal: AbortSignal,
  renew: boolean,
): Promise<{ readonly token: string; readonly renewalError?: unknown }> {
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
  const options = { ...gateway, auth: { tokens, renew } };
  await using client = await EnvoyClient.connect(options, { signal });
  if (client.keptToken === undefined) {
    const message = `Gateway ${client.gateway?.serialNumber} takes no tokens (firmware ${client.gateway?.firmware}); leave [enlighten] out.`;
    throw new RecorderError(exitCode.config, message);
  }
  return client.keptToken;
}

/** Keeps the token in the state folder, for its owner alone. */
function tokenFile(state: string): TokenStore {
  return {
    get: () => readKept(state),
    set: async (_, token) => {
      try {
        makeFolderSync(state, 0o700);
        await replaceFile(tokenPath(state), Buffer.from(`${token}\n`), { mode: 0o600 });
      } catch (error) {
        throw asStorageError(`The new token could not be kept in ${state}`, error);
      }
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

async function noteFailure(state: string): Promise<void> {
  makeFolderSync(state, 0o700);
  await writeFile(failurePath(state), "", { mode: 0o600 });
}

/** A time of the future was noted before the clock went back, and is left out. */
async function hasFailedLately(state: string): Promise<boolean> {
  const info = await stat(failurePath(state)).catch(() => undefined);
  const age = Date.now() - (info?.mtimeMs ?? Number.NEGATIVE_INFINITY);
  return age >= 0 && age < loginPauseMs;
}
