import type { GatewayInfo } from "../pages/gateway-info.js";
import type { TokenKeeper } from "../tokens/token-keeper.js";
import { type Login, noLogin } from "../transport/login.js";
import { digestLogin } from "./digest-login.js";
import { KeeperLogin } from "./keeper-login.js";
import { TokenLogin } from "./token-login.js";

/** How to log in: with a token or a keeper of one (firmware 7 and later), or with a user and password (before). */
export type EnvoyAuth =
  | { readonly token: string }
  | {
      readonly tokens: TokenKeeper;
      /** Fetches a new token at the first request even if the kept one is good. @default false */
      readonly renew?: boolean;
    }
  | { readonly username: string; readonly password: string };

/**
 * The login for the given credentials. With `gateway`, a keeper need not ask `/info`. Throws
 * `TypeError` if they are none.
 */
export function loginFor(auth: EnvoyAuth | undefined, gateway: GatewayInfo | undefined): Login {
  if (auth === undefined) return noLogin;
  // JavaScript callers, and options that were read from a file, may give anything.
  if (typeof auth === "object" && auth !== null) {
    if ("tokens" in auth && typeof auth.tokens?.token === "function") {
      return new KeeperLogin(auth.tokens, { ...auth, gateway });
    }
    if ("token" in auth) return new TokenLogin(auth.token);
    if ("username" in auth && [auth.username, auth.password].every(isText)) {
      return digestLogin(auth.username, auth.password);
    }
  }
  throw new TypeError("auth should be { token }, { tokens } or { username, password }.");
}

function isText(value: unknown): boolean {
  return typeof value === "string";
}
