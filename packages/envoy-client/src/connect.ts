import { EnvoyError } from "./errors.js";
import type { EnvoyAuth } from "./logins/auth.js";
import { defaultPassword } from "./logins/digest-login.js";
import { type GatewayInfo, parseGatewayInfo } from "./pages/gateway-info.js";
import { paths } from "./pages/paths.js";
import {
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
} from "./transport/gateway-client.js";
import { tokenPage } from "./transport/login.js";

/** What a gateway is, and how to log in to it. */
export interface ChosenLogin {
  readonly protocol: "https" | "http";
  readonly info: GatewayInfo;
  readonly auth: EnvoyAuth;
}

/** Reads `/info` (https first, then http, which is all that firmware before 7 speaks) and picks the login. */
export async function chooseLogin(
  options: GatewayClientOptions,
  auth: EnvoyAuth | undefined,
  call: CallOptions,
): Promise<ChosenLogin> {
  const { protocol, info } = await readInfo(options, call);
  return { protocol, info, auth: authFor(info, auth) };
}

function authFor(info: GatewayInfo, auth: EnvoyAuth | undefined): EnvoyAuth {
  const hasPassword = auth !== undefined && "username" in auth;
  if (!info.wantsToken) {
    if (hasPassword) return auth;
    return { username: "envoy", password: defaultPassword(info.serialNumber) };
  }
  if (auth !== undefined && !hasPassword) return auth;
  throw new EnvoyError(
    "ERR_UNAUTHORIZED",
    `Gateway ${info.serialNumber} (firmware ${info.firmware}) needs a token, and none was given. Get one at ${tokenPage}.`,
  );
}

async function readInfo(
  options: GatewayClientOptions,
  call: CallOptions,
): Promise<{ readonly protocol: "https" | "http"; readonly info: GatewayInfo }> {
  const tried = options.protocol === undefined ? (["https", "http"] as const) : [options.protocol];
  let failure: unknown;
  for (const protocol of tried) {
    const client = new GatewayClient({ ...options, protocol });
    try {
      return { protocol, info: parseGatewayInfo(await client.text(paths.info, call)) };
    } catch (error) {
      call.signal?.throwIfAborted();
      const isUnreachable = error instanceof EnvoyError && error.code === "ERR_UNREACHABLE";
      // The first failure tells most, unless the second try got an answer.
      if (failure === undefined || !isUnreachable) failure = error;
      // Only a port that does not speak https may still speak http.
      if (!isUnreachable) break;
    } finally {
      await client.close();
    }
  }
  throw failure;
}
