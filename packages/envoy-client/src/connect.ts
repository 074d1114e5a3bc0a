import { EnvoyError } from "./errors.js";
import { defaultPassword } from "./logins/login.js";
import { type GatewayInfo, parseGatewayInfo } from "./pages/gateway-info.js";
import type { KeptToken, TokenKeeper } from "./tokens/token-keeper.js";
import {
  type CallOptions,
  type EnvoyAuth,
  GatewayClient,
  type GatewayClientOptions,
} from "./transport/gateway-client.js";

/** Options of `EnvoyClient.connect`. */
export interface ConnectOptions extends Omit<GatewayClientOptions, "auth"> {
  /**
   * A token, a keeper that fetches and renews it, or a user and password for firmware
   * before 7, whose default ones are taken where none are given.
   */
  readonly auth?:
    | EnvoyAuth
    | {
        readonly tokens: TokenKeeper;
        /** Fetches a new token also where the kept one is good. @default false */
        readonly renew?: boolean;
      };
}

/** What a gateway is, and how it wants to be asked. */
export interface ChosenLogin {
  readonly protocol: "https" | "http";
  readonly info: GatewayInfo;
  readonly auth: EnvoyAuth;
  /** The token that a keeper handed out. */
  readonly token: KeptToken | undefined;
}

/** Reads `/info` (https first, then http, which firmware before 7 speaks alone) and picks the login. */
export async function chooseLogin(
  options: ConnectOptions,
  call: CallOptions,
): Promise<ChosenLogin> {
  const { auth, ...plain } = options;
  const { protocol, info } = await readInfo(plain, call);
  const chosen = (login: EnvoyAuth, token?: KeptToken): ChosenLogin => ({
    protocol,
    info,
    auth: login,
    token,
  });
  if (!info.wantsToken) {
    if (auth !== undefined && "username" in auth) return chosen(auth);
    return chosen({ username: "envoy", password: defaultPassword(info.serialNumber) });
  }
  if (auth !== undefined && "token" in auth) return chosen(auth);
  if (auth !== undefined && "tokens" in auth) {
    const isAccepted = (token: string): Promise<boolean> =>
      isTokenAccepted(new GatewayClient({ ...plain, protocol, auth: { token } }), call);
    const { tokens, renew = false } = auth;
    const kept = await tokens.token(info.serialNumber, isAccepted, { ...call, renew });
    return chosen({ token: kept.token }, kept);
  }
  throw new EnvoyError(
    "ERR_UNAUTHORIZED",
    `Gateway ${info.serialNumber} (firmware ${info.firmware}) wants a token. Get one at https://entrez.enphaseenergy.com/entrez_tokens, or give a TokenKeeper.`,
  );
}

/** Asks `/auth/check_jwt` with a client of that token, and closes it. */
async function isTokenAccepted(client: GatewayClient, call: CallOptions): Promise<boolean> {
  try {
    await client.bytes("/auth/check_jwt", call);
    return true;
  } catch (error) {
    const isRefusal = error instanceof EnvoyError && error.status !== undefined;
    if (isRefusal && (error.status === 401 || error.status === 403)) return false;
    throw error;
  } finally {
    await client.close();
  }
}

async function readInfo(
  options: Omit<GatewayClientOptions, "auth">,
  call: CallOptions,
): Promise<{ readonly protocol: "https" | "http"; readonly info: GatewayInfo }> {
  const tried = options.protocol === undefined ? (["https", "http"] as const) : [options.protocol];
  let failure: unknown;
  for (const protocol of tried) {
    const client = new GatewayClient({ ...options, protocol });
    try {
      return { protocol, info: parseGatewayInfo(await client.text("/info", call)) };
    } catch (error) {
      call.signal?.throwIfAborted();
      const isUnreachable = error instanceof EnvoyError && error.code === "ERR_UNREACHABLE";
      // The first failure tells most, unless the second try got an answer.
      if (failure === undefined || !isUnreachable) failure = error;
      // Only a port where nobody speaks https may still speak http.
      if (!isUnreachable) break;
    } finally {
      await client.close();
    }
  }
  throw failure;
}
