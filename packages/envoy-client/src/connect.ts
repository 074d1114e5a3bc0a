import { EnvoyError, type EnvoyErrorCode } from "./errors.js";
import { type EnvoyAuth, loginFor } from "./logins/auth.js";
import { defaultPassword } from "./logins/digest-login.js";
import { type GatewayInfo, parseGatewayInfo } from "./pages/gateway-info.js";
import { paths } from "./pages/paths.js";
import {
  type CallOptions,
  GatewayClient,
  type GatewayClientOptions,
  wait,
} from "./transport/gateway-client.js";
import { ConnectTimeout } from "./transport/gateway-connector.js";
import { isHandshakeBroken, isNotTls } from "./transport/get.js";
import { pinnedOverHttpError, tokenOverHttpError } from "./transport/insecure-error.js";
import { noLogin, tokenPage } from "./transport/login.js";
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
  const end = performance.now() + timeoutMs;
  const isPinned = options.tls === "pinned";
  let httpsError: unknown;
  try {
    // A silent handshake must leave time for http, and one that is broken off is tried again after that.
    const shorter = { ...options, connectTimeoutMs: Math.min(connectTimeoutMs, timeoutMs / 2) };
    return await readInfo("https", shorter, call, { retriesHandshake: isPinned });
  } catch (error) {
    if (!mayBeHttpOnly(error)) throw error;
    httpsError = error;
  }
  if (isPinned) {
    throw isNotTls(httpsError) ? pinnedOverHttpError(options.host, httpsError) : httpsError;
  }
  let httpError: unknown;
  try {
    const found = { ...(await readInfo("http", within(end, options), call)), httpsError };
    if (!found.info.wantsToken || !isHandshakeBroken(httpsError)) return found;
    httpError = tokenOverHttpError(found.origin, httpsError);
  } catch (error) {
    call.signal?.throwIfAborted();
    httpError = error;
  }
  if (isHandshakeBroken(httpsError)) {
    try {
      return await retryHttps(httpsError, end, options, call);
    } catch (error) {
      call.signal?.throwIfAborted();
      httpsError = error;
    }
  }
  // The first failure tells most, unless the port refuses https and answers otherwise.
  throw hasCode(httpsError, "ERR_UNREACHABLE") && !hasCode(httpError, "ERR_UNREACHABLE")
    ? httpError
    : httpsError;
}

/** A gateway that starts breaks off handshakes as well: http led nowhere, so https has its retry. */
async function retryHttps(
  httpsError: unknown,
  end: number,
  options: GatewayClientOptions,
  call: CallOptions,
): Promise<Found> {
  const { retryDelayMs } = timeLimitsOf(options);
  const { sleep = wait } = options;
  if (performance.now() + retryDelayMs >= end) throw httpsError;
  await sleep(retryDelayMs, call.signal ?? new AbortController().signal);
  return readInfo("https", within(end, options), call, { retriesHandshake: false });
}

/** The options with what time is left until `end`. */
function within(end: number, options: GatewayClientOptions): GatewayClientOptions {
  return { ...options, timeoutMs: Math.max(1, end - performance.now()) };
}

async function readInfo(
  protocol: "https" | "http",
  options: GatewayClientOptions,
  call: CallOptions,
  retries: { readonly retriesHandshake?: boolean } = {},
): Promise<Found> {
  await using client = new GatewayClient({ ...options, protocol }, noLogin, retries);
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
