import { groupBy } from "./group-by.js";
import { nearPlaces, type Place } from "./near-places.js";
import type { Roof } from "./roof.js";

/** With whom a roof is compared. */
export interface Neighbours {
  /** "near": within 25 km; "time zone": elsewhere in its zone, under another sky; "none": it is alone. */
  readonly basis: "near" | "time zone" | "none";
  /** Their places in the list of roofs. */
  readonly roofs: readonly number[];
}

/** Under much the same sky. */
const nearKm = 25;

/** Fewer near ones are no median worth having. */
const leastNear = 3;

/** More of them change a median little, and cost time. */
export const mostNeighbours = 30;

/** For each roof the nearest others, else others of its time zone: a choice that depends on nothing but the list. */
export function neighboursOf(roofs: readonly Roof[]): readonly Neighbours[] {
  const near = nearRoofs(roofs);
  const byZone = groupBy(roofs.keys(), (index) => zoneOf(roofs[index]));
  const placeInZone = new Map(
    [...byZone.values()].flatMap((zone) => zone.map((index, place) => [index, place] as const)),
  );
  return roofs.map((roof, index): Neighbours => {
    const close = near.get(index) ?? [];
    if (close.length >= leastNear) return { basis: "near", roofs: close };
    const zone = byZone.get(zoneOf(roof)) ?? [];
    const others = following(zone, placeInZone.get(index) ?? 0);
    return others.length > 0 ? { basis: "time zone", roofs: others } : { basis: "none", roofs: [] };
  });
}

function zoneOf(roof: Roof | undefined): string {
  return roof?.timeZone ?? "UTC";
}

/** The next ones in a ring: since ids are random, they are a fair sample. */
function following(zone: readonly number[], place: number): readonly number[] {
  const count = Math.min(zone.length - 1, mostNeighbours);
  return Array.from({ length: count }, (_, i) => zone[(place + 1 + i) % zone.length] ?? 0);
}

interface SharedPlace extends Place {
  readonly roofs: readonly number[];
}

/** By place, because many roofs share the same square kilometre. */
function nearRoofs(roofs: readonly Roof[]): ReadonlyMap<number, readonly number[]> {
  const located = [...roofs.entries()].flatMap(([index, { latitude, longitude }]) =>
    latitude === undefined || longitude === undefined ? [] : [{ index, latitude, longitude }],
  );
  const places = [...groupBy(located, (one) => `${one.latitude} ${one.longitude}`).values()].map(
    (group): SharedPlace => ({
      latitude: group[0]?.latitude ?? 0,
      longitude: group[0]?.longitude ?? 0,
      roofs: group.map(({ index }) => index),
    }),
  );
  const near = nearPlaces(places, nearKm);
  return new Map(
    places.flatMap((place) => {
      // One more than are needed: a roof is no neighbour of its own.
      const others: number[] = [];
      for (const other of near.get(place) ?? []) {
        others.push(...other.roofs.slice(0, mostNeighbours + 1));
        if (others.length > mostNeighbours) break;
      }
      return place.roofs.map(
        (roof) =>
          [roof, others.filter((other) => other !== roof).slice(0, mostNeighbours)] as const,
      );
    }),
  );
}
