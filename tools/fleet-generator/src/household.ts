import { createSite, type SimulatedSite, simulateReadings } from "@envoy/envoy-simulator";
import { type DatasetShape, datasetFiles } from "./dataset-files.js";
import { type Place, places } from "./places.js";
import { greatestBigint } from "./portable-row.js";
import { compareReadings, type Reading, readingsOf } from "./reading.js";
import { randomRoofs, typicalFaults } from "./roof-design.js";
import { seeded } from "./seeded.js";

/** A simulated household and the files of its dataset. */
export interface Household {
  /** Such as "household-07/solar". */
  readonly name: string;
  /** By their path in the dataset. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  readonly shape: DatasetShape;
  readonly place: Place;
  /** What the readings were made of; `faultTruth(site)` knows what is wrong with it. */
  readonly site: SimulatedSite;
  /** By inverter, as `site` numbers them. No two households have the same. */
  readonly serialNumbers: readonly string[];
  /** All that the files contain, sorted by serial number and time. */
  readonly readings: readonly Reading[];
}

/** Which readings a household has, and how it keeps them. Times are in seconds since 1970. */
export interface HouseholdOptions {
  /** A moment of the first day. */
  readonly from: number;
  /** The days that begin before this moment, in the household's time zone. */
  readonly to: number;
  /** Another seed gives other roofs and other weather. @default 1 */
  readonly seed?: number;
  /** "typical": five of six households have a fault. @default "none" */
  readonly faults?: "none" | "typical";
  /** The shapes that households have in turn. @default a mix of all, half of them native */
  readonly shapes?: readonly DatasetShape[];
  /** Whether the first reading of each has values at the edges of what the types hold. @default false */
  readonly withEdges?: boolean;
  /** How many digits the number in a name has. @default 2 */
  readonly digits?: number;
}

const mixedShapes: readonly DatasetShape[] = [
  "native",
  "portable",
  "python",
  "native-without-manifest",
  "by-day",
  "native",
  "portable",
  "native",
];

/** The household with this number, from 0 on: always the same for the same options. */
export async function makeHousehold(index: number, options: HouseholdOptions): Promise<Household> {
  const { from, to, seed = 1, faults = "none", shapes = mixedShapes, digits = 2 } = options;
  const town = places[index % places.length];
  const shape = shapes[index % shapes.length];
  if (town === undefined || shape === undefined) throw new TypeError("shapes must not be empty.");
  const random = seeded(seed * 1_000_003 + index);
  const place = {
    ...town,
    latitude: town.latitude + (random() - 0.5) * 0.05,
    longitude: town.longitude + (random() - 0.5) * 0.05,
  };
  const { latitude, longitude } = place;
  const site = createSite({
    seed: seed * 100_003 + index,
    timeZone: place.timeZone,
    since: from,
    sky: { latitude, longitude, seed: seed * 101 + (index % places.length) },
    roofs: randomRoofs(random, latitude),
    faults: faults === "none" ? [] : typicalFaults(index, { from, to }),
  });
  const serialNumbers = serialNumbersOf(index, site.design.inverters);
  const simulated = [...simulateReadings(site, { from, to })];
  const measured = simulated.flatMap((day) => [...readingsOf(day, serialNumbers)]);
  const readings = asArchived(shape, options.withEdges ? withEdges(measured) : measured);
  const name = `household-${String(index).padStart(digits, "0")}/solar`;
  const files = await datasetFiles({ shape, readings, timeZone: place.timeZone });
  return { name, files, shape, place, site, serialNumbers, readings };
}

/** In place of the simulator's, which are the same for each of its sites. */
function serialNumbersOf(index: number, inverters: number): readonly string[] {
  const first = 482_200_000_000 + index * 1000;
  return Array.from({ length: inverters }, (_, inverter) => String(first + inverter * 17));
}

/** The first reading with the greatest values of the native types, the second with the next ones. */
function withEdges(readings: readonly Reading[]): readonly Reading[] {
  const edges: readonly Partial<Reading>[] = [
    { joulesProduced: 2 ** 32 - 1, flags: 2n ** 64n - 1n, wattHoursToday: 2 ** 16 - 1 },
    { joulesProduced: 2 ** 31, flags: 2n ** 63n, temperatureCelsius: -128 },
    { joulesProduced: 0, flags: greatestBigint, temperatureCelsius: 127 },
  ];
  return readings.map((reading, row) => ({ ...reading, ...edges[row] }));
}

/** Sorted, and without what the types of the files cannot hold. */
function asArchived(shape: DatasetShape, readings: readonly Reading[]): readonly Reading[] {
  const isPortable = shape === "portable" || shape === "by-day";
  const kept = readings.map((reading) =>
    isPortable && (reading.flags ?? 0n) > greatestBigint ? { ...reading, flags: null } : reading,
  );
  return kept.sort(compareReadings);
}
