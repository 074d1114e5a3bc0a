import {
  enlightenTokens,
  memoryTokenStore,
  TokenKeeper,
  type TokenStore,
} from "@envoy/envoy-client";
import {
  type Cloud,
  type Simulator,
  type SimulatorOptions,
  startCloud,
} from "@envoy/envoy-simulator";
import { closeAfterTest, gateway } from "./resources.js";

export const day = 86_400;

/** Now, in seconds since 1970. */
export function now(): number {
  return Math.floor(Date.now() / 1000);
}

export interface SiteWithCloud {
  readonly simulator: Simulator;
  readonly cloud: Cloud;
  readonly keeper: TokenKeeper;
  readonly store: TokenStore;
  /** Why renewals failed. */
  readonly renewalErrors: readonly unknown[];
}

/** A gateway, and a cloud whose tokens for it live as many seconds as given. */
export async function withCloud(
  lifetime: number = 365 * day,
  options: SimulatorOptions = {},
): Promise<SiteWithCloud> {
  const simulator = await gateway(options);
  const issue = (): string => simulator.issueToken(now() + lifetime);
  const cloud = closeAfterTest(
    await startCloud({ gateways: new Map([[simulator.serialNumber, issue]]) }),
  );
  const { username, password, origin } = cloud;
  const store = memoryTokenStore();
  const source = enlightenTokens({ username, password, loginOrigin: origin, tokenOrigin: origin });
  const renewalErrors: unknown[] = [];
  const keeper = new TokenKeeper({
    source,
    store,
    onRenewalError: (error) => renewalErrors.push(error),
  });
  return { simulator, cloud, store, keeper, renewalErrors };
}
