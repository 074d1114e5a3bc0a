import {
  type CertificateChange,
  type DeviceData,
  EnvoyClient,
  type GatewayClientOptions,
  type GatewayInfo,
} from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import { asGatewayError } from "../errors/gateway-error.js";
import { keptFingerprints } from "../poll/fingerprints.js";
import { gatewayAddress } from "../poll/gateway.js";
import { claimsOf, refuseExpired, refuseForeign } from "../poll/token-claims.js";
import { tokenFile } from "../poll/token-file.js";

/** What a question was answered with, or the error that it ended with. */
type Answer<T> = { readonly value: T } | { readonly error: unknown };

/** What the gateway said, asked one thing after another. What is undefined was not asked. */
export interface GatewayVisit {
  /** A SHA-256 fingerprint of the gateway's certificate is kept. */
  readonly isCertificateKept: boolean;
  readonly change: CertificateChange | undefined;
  readonly info: Answer<GatewayInfo>;
  /** How many seconds this machine's clock is ahead of the gateway's. */
  readonly clockAheadSeconds: number | undefined;
  /** Whether the gateway takes the token. */
  readonly login: Answer<void> | undefined;
  readonly devices: Answer<DeviceData> | undefined;
}

/**
 * The time limits of one question. A poll waits longer; who sits at a terminal would rather hear
 * that the gateway is slow.
 */
const limits = { connectTimeoutMs: 5000, timeoutMs: 10_000, retryDelayMs: 1000 };

/** Asks the gateway what it is, whether it takes the token, and for its devices. Keeps nothing, and never logs in to Enlighten. */
export async function visitGateway(config: Config, signal: AbortSignal): Promise<GatewayVisit> {
  const fingerprints = await keptFingerprints(config.state);
  let change: CertificateChange | undefined;
  const options: GatewayClientOptions = {
    ...gatewayAddress(config),
    ...limits,
    fingerprints,
    onCertificateChange: (seen) => {
      change = seen;
    },
  };
  await using stranger = new EnvoyClient(options);
  const isCertificateKept = (await fingerprints.get(stranger.origin)) !== undefined;
  const info = await answerOf(stranger.info({ signal }));
  const askedAt = Date.now();
  const time = "value" in info ? info.value.time : undefined;
  const clockAheadSeconds =
    time === undefined ? undefined : Math.round((askedAt - time.getTime()) / 1000);
  const known = { isCertificateKept, info, clockAheadSeconds };
  await stranger.close();
  if ("error" in info) return { ...known, change, login: undefined, devices: undefined };
  const session = await openSession(config, options, info.value, signal);
  if (session === undefined) return { ...known, change, login: undefined, devices: undefined };
  if ("error" in session) return { ...known, change, login: session, devices: undefined };
  await using client = session.value;
  const login = info.value.wantsToken
    ? await answerOf(client.checkToken({ signal }))
    : { value: undefined };
  const devices = "error" in login ? undefined : await answerOf(client.deviceData({ signal }));
  return { ...known, change, login, devices };
}

/** The token of the config, or the one kept for its account; undefined if there is none. Nobody is asked for one. */
export async function tokenInUse({ envoy, enlighten, state }: Config): Promise<string | undefined> {
  if (envoy.token !== undefined) return envoy.token;
  return enlighten === undefined ? undefined : tokenFile(state).get();
}

/** A client that logs in; undefined if the account has no token yet. A token that cannot be right is not sent. */
async function openSession(
  config: Config,
  options: GatewayClientOptions,
  info: GatewayInfo,
  signal: AbortSignal,
): Promise<Answer<EnvoyClient> | undefined> {
  try {
    const token = await tokenInUse(config);
    if (!info.wantsToken || (token === undefined && config.enlighten === undefined)) {
      return { value: await EnvoyClient.connect(options, { signal }) };
    }
    if (token === undefined) return undefined;
    const claims = claimsOf(token);
    refuseExpired(claims, Date.now());
    refuseForeign(claims, info.serialNumber);
    return { value: new EnvoyClient({ ...options, auth: { token } }) };
  } catch (error) {
    return { error: asGatewayError(error) };
  }
}

async function answerOf<T>(question: Promise<T>): Promise<Answer<T>> {
  try {
    return { value: await question };
  } catch (error) {
    return { error: asGatewayError(error) };
  }
}
