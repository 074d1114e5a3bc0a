import { type EnvoyAuth, EnvoyClient, type GatewayClientOptions } from "@envoy/envoy-client";
import type { Run } from "../run.js";
import { fingerprintFile } from "./fingerprints.js";

/** A client of the gateway; asks nothing before its first call. */
export async function openGateway(run: Run): Promise<EnvoyClient> {
  const auth = await gatewayLogin(run);
  return new EnvoyClient({ ...gatewayOptions(run), ...(auth === undefined ? {} : { auth }) });
}

/** How the gateway is reached. */
export function gatewayOptions(run: Run): GatewayClientOptions {
  const { host, port, protocol, tls, maxResponseBytes } = run.config.envoy;
  return {
    host,
    protocol,
    maxResponseBytes,
    tls,
    fingerprints: fingerprintFile(run),
    onCertificateChange: ({ origin, before, now }) => {
      run.logger
        .warning`${`The certificate of ${origin} has changed (it was ${before}, now it is ${now}). Gateways replace theirs about once a year; if nothing of the sort happened, somebody may be impersonating the gateway.`}`;
    },
    ...(port === undefined ? {} : { port }),
  };
}

/** The config's token, or its Enlighten account; undefined where it has neither. */
async function gatewayLogin(run: Run): Promise<EnvoyAuth | undefined> {
  const { envoy, enlighten } = run.config;
  if (envoy.token !== undefined) return { token: envoy.token };
  if (enlighten === undefined) return undefined;
  const { accountTokens } = await import("./account-tokens.js");
  return { tokens: accountTokens(run, enlighten) };
}
