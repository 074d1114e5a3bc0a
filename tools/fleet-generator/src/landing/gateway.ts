import { createHash } from "node:crypto";
import { createSite, type SimulatedSite } from "@envoy/envoy-simulator";
import { places } from "../places.js";
import { randomRoofs } from "../roof-design.js";
import { seeded } from "../seeded.js";

/** A gateway of a landing, as a pull would have given it its ids. */
export interface LandingGateway {
  /** Such as "g0f1e2d3c4b5a6978". */
  readonly id: string;
  readonly timeZone: string;
  /** What stands for the serial number of each inverter. */
  readonly pseudonyms: readonly string[];
  readonly site: SimulatedSite;
}

/** The gateway with this number: always the same for the same seed. Its counters start at `since`, in seconds since 1970. */
export function landingGateway(index: number, seed: number, since: number): LandingGateway {
  const random = seeded(seed * 1_000_003 + index);
  const town = places[index % places.length];
  if (town === undefined) throw new TypeError(`${index} is no number of a gateway.`);
  const { timeZone, latitude, longitude } = town;
  const site = createSite({
    seed: seed * 100_003 + index,
    timeZone,
    since,
    sky: { latitude, longitude, seed: seed * 101 + (index % places.length) },
    roofs: randomRoofs(random, latitude),
  });
  const id = `g${digits(seed, index, "gateway")}`;
  const pseudonyms = Array.from({ length: site.design.inverters }, (_, inverter) =>
    digits(seed, index, `inverter ${inverter}`),
  );
  return { id, timeZone, pseudonyms, site };
}

/** 64 bits in hexadecimal, which look as random as a pull's ids are. */
function digits(seed: number, index: number, what: string): string {
  return createHash("sha256").update(`${seed} ${index} ${what}`).digest("hex").slice(0, 16);
}
