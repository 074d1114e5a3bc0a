import type { SourceConfig } from "../config/config.js";
import { isTimeZone } from "../config/time-zone.js";
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
      // A manifest is the household's own: no other text of it is to be published, or to stop the report.
      timeZone: source?.timeZone ?? (timeZone && isTimeZone(timeZone) ? timeZone : undefined),
      location: source?.location,
      inverters: inverters.length,
      first: first ?? undefined,
      last: last ?? undefined,
    };
  });
}
