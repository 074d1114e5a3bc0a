import type { RoofFault, RoofOptions } from "@envoy/envoy-simulator";
import { wholeNumber } from "./seeded.js";

/** Two roofs of 6 to 30 inverters together, mostly 10 to 13; both face the equator more or less. */
export function randomRoofs(random: () => number, latitude: number): readonly RoofOptions[] {
  const inverters = random() < 0.85 ? wholeNumber(random, 10, 13) : wholeNumber(random, 6, 30);
  const back = random() < 0.4 ? Math.floor(inverters / 3) : 0;
  const equator = latitude < 0 ? 0 : 180;
  const facing = (turn: number): number => (equator + turn + 360) % 360;
  const turn = wholeNumber(random, -50, 50);
  const roofs = [
    {
      name: "house",
      azimuth: facing(turn),
      tilt: wholeNumber(random, 20, 45),
      inverters: inverters - back,
    },
    { name: "garage", azimuth: facing(turn + 90), tilt: 15, inverters: back },
  ];
  return roofs.filter((roof) => roof.inverters > 0);
}

/** When a fault may begin and end, in seconds since 1970. */
interface Span {
  readonly from: number;
  readonly to: number;
}

const day = 86_400;

/** What may be wrong on one roof in five households of six: each has one fault of another kind, from the middle of the span on. */
export function typicalFaults(index: number, { from, to }: Span): readonly RoofFault[] {
  const middle = Math.floor((from + to) / 2 / day) * day;
  const kinds: readonly RoofFault[] = [
    { kind: "dead", inverters: [2], from: middle },
    { kind: "dying", inverters: [1], from: from + day, shareLeft: 0.55 },
    { kind: "soiled", inverters: [0, 3], from, to, shareLost: 0.3 },
    { kind: "shadow", inverters: [4], from, azimuthFrom: 90, azimuthTo: 200, elevationBelow: 50 },
    { kind: "recorder-outage", from: middle, to: Math.min(to, middle + 1.5 * day) },
  ];
  const fault = kinds[index % (kinds.length + 1)];
  return fault === undefined ? [] : [fault];
}
