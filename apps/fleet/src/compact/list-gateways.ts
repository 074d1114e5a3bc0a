import type { SourceConfig } from "../config/config.js";
import type { SourceStates } from "../landing/source-states.js";
import type { GatewayFacts } from "./gateways-file.js";

/** What is published of each household that was pulled and not forgotten, of what is known of its source and of what fleet.toml says. */
export function listGateways(
  { states, of }: SourceStates,
  sources: readonly SourceConfig[],
): readonly GatewayFacts[] {
  const settings = new Map<string, SourceConfig>();
  for (const source of sources) {
    const gateway = of(source.place)?.gateway;
    if (gateway !== undefined) settings.set(gateway, source);
  }
  return states.map(({ gateway, shard, timeZone, inverters, first, last }) => {
    const source = settings.get(gateway);
    return {
      gateway,
      shard,
      timeZone: source?.timeZone ?? timeZone,
      location: source?.location,
      inverters: inverters.length,
      first: first ?? undefined,
      last: last ?? undefined,
    };
  });
}
