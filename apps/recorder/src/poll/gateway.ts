import { type EnvoyAuth, EnvoyClient, type GatewayClientOptions } from "@envoy/envoy-client";
import type { Config } from "../config/config.js";
import type { Run } from "../run.js";
import { fingerprintFile } from "./fingerprints.js";

/**
 * A client of the gateway, which asks nothing before its first call. If the config has no
 * login, asks the gateway which firmware it has: before 7, the default user and password do.
 */
export async function openGateway(run: Run): Promise<EnvoyClient> {
  const auth = await gatewayLogin(run);
  const options = gatewayOptions(run);
  return auth === undefined
    ? EnvoyClient.connect(options, { signal: run.signal })
    : new EnvoyClient({ ...options, auth });
}

/** Where the gateway is and how its certificate is treated. */
export function gatewayAddress({ envoy }: Pick<Config, "envoy">): GatewayClientOptions {
  const { host, port, protocol, tls, maxResponseBytes } = envoy;
  return { host, protocol, maxResponseBytes, tls, ...(port === undefined ? {} : { port }) };
}

/** How the gateway is reached. */
export function gatewayOptions(run: Run): GatewayClientOptions {
  return {
    ...gatewayAddress(run.config),
    fingerprints: fingerprintFile(run),
    onCertificateChange: ({ origin, before, now }) => {
      run.logger.warning(
        "certificate_changed",
        `The certificate of ${origin} has changed (it was ${before}, now it is ${now}). Gateways replace theirs about once a year. If you did not expect this, check what answers at that address.`,
      );
    },
  };
}

/** The config's token, or its Enlighten account; undefined if it has neither. */
async function gatewayLogin(run: Run): Promise<EnvoyAuth | undefined> {
  const { envoy, enlighten } = run.config;
  if (envoy.token !== undefined) return { token: envoy.token };
  if (enlighten === undefined) return undefined;
  const { accountTokens } = await import("./account-tokens.js");
  return { tokens: accountTokens(run, enlighten) };
}
