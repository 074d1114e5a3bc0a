import { generateLanding, type WrittenFiles } from "@envoy/fleet-generator";
import type { FleetFolder } from "./fleet-folder.js";

/** The month of all landings: long days in the north, where most of the simulated households are. */
const month = "2026-06";

/** What a landing has. */
export interface LandingSize {
  readonly gateways: number;
  readonly days: number;
  /** @default 1 */
  readonly firstSequence?: number;
  /** Of the landing; all calls for one have the same. */
  readonly shards: number;
}

/** Makes the landing's files of gateways, in place of those that they have. */
export function generated(
  fleet: FleetFolder,
  { gateways, days, shards, firstSequence = 1 }: LandingSize,
): Promise<WrittenFiles> {
  const { landing } = fleet;
  return generateLanding({
    folder: landing,
    gateways,
    month,
    beforeDay: days + 1,
    shards,
    firstSequence,
  });
}
