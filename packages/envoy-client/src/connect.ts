import { EnvoyError, type EnvoyErrorCode } from "./errors.js";
import { type EnvoyAuth, loginFor } from "./logins/auth.js";
import { defaultPassword } from "./logins/digest-login.js";
import { type GatewayInfo, parseGatewayInfo } from "./pages/gateway-info.js";
import { paths } from "./pages/paths.js";
import {
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
} from "./transport/gateway-client.js";
import { ConnectTimeout } from "./transport/gateway-connector.js";
import { isNotTls } from "./transport/get.js";
import { pinnedOverHttpError, tokenOverHttpError } from "./transport/insecure-error.js";
import { tokenPage } from "./transport/login.js";
import { timeLimitsOf } from "./transport/time-limits.js";

/** What a gateway is, and how to log in to it. */
export interface ChosenLogin {
  readonly protocol: "https" | "http";
  readonly info: GatewayInfo;
  readonly auth: EnvoyAuth;
}

/** What `/info` said, and how it was asked. */
interface Found {
  readonly protocol: "https" | "http";
  readonly origin: string;
  readonly info: GatewayInfo;
  /** Why it was not asked over https. */
  readonly httpsError?: unknown;
}

/**
 * Reads `/info` (https first, then http, which is all that firmware before 7 speaks) and picks
 * the login. Rejects with `ERR_INSECURE` rather than have a token sent over http.
 */
export async function chooseLogin(
  options: GatewayClientOptions,
  auth: EnvoyAuth | undefined,
  call: CallOptions,
): Promise<ChosenLogin> {
  // A mistake in them is named before anything is asked.
  loginFor(auth, undefined);
  const found = await findGateway(options, call);
  return { protocol: found.protocol, info: found.info, auth: authFor(found, auth) };
}

function authFor(
  { protocol, origin, info, httpsError }: Found,
  auth: EnvoyAuth | undefined,
): EnvoyAuth {
  const hasPassword = auth !== undefined && "username" in auth;
  if (!info.wantsToken) {
    if (hasPassword) return auth;
    return { username: "envoy", password: defaultPassword(info.serialNumber) };
  }
  if (auth === undefined || hasPassword) {
    throw new EnvoyError(
      "ERR_UNAUTHORIZED",
      `Gateway ${info.serialNumber} (firmware ${info.firmware}) needs a token, and none was given. Get one at ${tokenPage}.`,
    );
  }
  if (protocol === "http") throw tokenOverHttpError(origin, httpsError);
  return auth;
}

async function findGateway(options: GatewayClientOptions, call: CallOptions): Promise<Found> {
  const { connectTimeoutMs, timeoutMs } = timeLimitsOf(options);
  if (options.protocol !== undefined) return readInfo(options.protocol, options, call);
  const began = performance.now();
  let httpsError: unknown;
  try {
    // A silent handshake must leave time for http.
    const shorter = { ...options, connectTimeoutMs: Math.min(connectTimeoutMs, timeoutMs / 2) };
    return await readInfo("https", shorter, call);
  } catch (error) {
    if (!mayBeHttpOnly(error)) throw error;
    httpsError = error;
  }
  if (options.tls === "pinned") {
    throw isNotTls(httpsError) ? pinnedOverHttpError(options.host, httpsError) : httpsError;
  }
  try {
    const leftMs = Math.max(1, timeoutMs - (performance.now() - began));
    return { ...(await readInfo("http", { ...options, timeoutMs: leftMs }, call)), httpsError };
  } catch (error) {
    call.signal?.throwIfAborted();
    // The first failure tells most, unless the port refuses https and answers otherwise.
    throw hasCode(httpsError, "ERR_UNREACHABLE") && !hasCode(error, "ERR_UNREACHABLE")
      ? error
      : httpsError;
  }
}

async function readInfo(
  protocol: "https" | "http",
  options: GatewayClientOptions,
  call: CallOptions,
): Promise<Found> {
  await using client = new GatewayClient({ ...options, protocol });
  const info = parseGatewayInfo(await client.text(paths.info, call));
  return { protocol, origin: client.origin, info };
}

/** Only a port that does not speak https may still speak http: one that refuses it, or is silent in the handshake. */
function mayBeHttpOnly(error: unknown): boolean {
  if (hasCode(error, "ERR_UNREACHABLE")) return true;
  const cause = error instanceof EnvoyError ? error.cause : undefined;
  return cause instanceof ConnectTimeout && cause.isSilentHandshake;
}

function hasCode(error: unknown, code: EnvoyErrorCode): boolean {
  return error instanceof EnvoyError && error.code === code;
}
