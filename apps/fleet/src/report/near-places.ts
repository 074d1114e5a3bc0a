import { groupBy } from "./group-by.js";

/** Somewhere with roofs. */
export interface Place {
  readonly latitude: number;
  readonly longitude: number;
}

const kmPerDegree = 111.2;
const radian = Math.PI / 180;

/** For each place those within so many kilometres, itself included, from the nearest on. Only places in neighbouring cells of a grid are compared. */
export function nearPlaces<P extends Place>(
  places: readonly P[],
  km: number,
): ReadonlyMap<P, readonly P[]> {
  const band = ({ latitude }: Place): number => Math.floor((latitude * kmPerDegree) / km);
  const column = (ofBand: number, longitude: number): number =>
    Math.floor((longitude * kmPerDegreeEast(ofBand, km)) / km);
  const cells = groupBy(
    places,
    (place) => `${band(place)} ${column(band(place), place.longitude)}`,
  );
  const around = (place: P): P[] =>
    [-1, 0, 1].flatMap((row) =>
      // Beyond the antimeridian the same places have other longitudes.
      [-360, 0, 360].flatMap((turn) =>
        [-1, 0, 1].flatMap((step) => {
          const ofBand = band(place) + row;
          return cells.get(`${ofBand} ${column(ofBand, place.longitude + turn) + step}`) ?? [];
        }),
      ),
    );
  return new Map(
    places.map((place) => {
      const found = around(place)
        .map((other) => ({ other, distance: distanceKm(place, other) }))
        .filter(({ distance }) => distance <= km)
        .sort((a, b) => a.distance - b.distance);
      return [place, found.map(({ other }) => other)];
    }),
  );
}

/** How long a degree of longitude is at the end of a band that is nearer to the pole, so that no cell is narrower than the distance. */
function kmPerDegreeEast(band: number, km: number): number {
  const poleward = (Math.max(Math.abs(band), Math.abs(band + 1)) * km) / kmPerDegree;
  return kmPerDegree * Math.max(0.01, Math.cos(Math.min(poleward, 90) * radian));
}

/** Over a sphere, by the haversine formula. */
function distanceKm(a: Place, b: Place): number {
  const [from, to] = [a.latitude * radian, b.latitude * radian];
  const north = Math.sin((to - from) / 2) ** 2;
  const east = Math.sin(((b.longitude - a.longitude) * radian) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.sqrt(Math.min(1, north + Math.cos(from) * Math.cos(to) * east)));
}
