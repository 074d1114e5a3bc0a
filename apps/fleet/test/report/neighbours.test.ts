import { expect, test } from "vitest";
import { mostNeighbours, neighboursOf } from "../../src/report/neighbours.js";
import type { Roof } from "../../src/report/roof.js";

const roof = (
  gateway: string,
  latitude?: number,
  longitude?: number,
  timeZone: string | undefined = "Europe/Berlin",
): Roof => ({
  gateway,
  shard: 0,
  timeZone,
  latitude,
  longitude,
  inverters: 1,
  firstReading: undefined,
  lastReading: undefined,
});

test("the neighbours of a roof are those within 25 km, the nearest first", () => {
  const roofs = [
    roof("here", 52.5, 13.4),
    roof("20 km", 52.68, 13.4),
    roof("12 km", 52.5, 13.58),
    roof("26 km", 52.734, 13.4),
    roof("0 km", 52.5, 13.4),
  ];
  expect(neighboursOf(roofs)[0]).toEqual({ basis: "near", roofs: [4, 2, 1] });
});

test("neighbours are found across the antimeridian", () => {
  const roofs = [
    roof("west", -16.8, 179.95),
    roof("east", -16.8, -179.95),
    roof("south", -16.9, -179.98),
    roof("north", -16.7, 179.99),
  ];
  expect(neighboursOf(roofs)[0]?.roofs.toSorted()).toEqual([1, 2, 3]);
});

test("in a dense town a roof has the nearest 30, and none of them twice", () => {
  const roofs = Array.from({ length: 200 }, (_, i) =>
    roof(`g${i}`, 52 + Math.floor(i / 20) / 100, 13 + (i % 20) / 1000),
  );
  for (const [index, { roofs: others }] of neighboursOf(roofs).entries()) {
    expect(new Set(others).size).toBe(mostNeighbours);
    expect(others).not.toContain(index);
  }
});

test("with fewer than three near ones, roofs of the same time zone are the neighbours", () => {
  const roofs = [
    roof("here", 52.5, 13.4),
    roof("near", 52.5, 13.4),
    roof("far", 48, 9),
    roof("nowhere"),
    roof("abroad", 52.5, 21, "Europe/Warsaw"),
  ];
  const [here, , , nowhere, abroad] = neighboursOf(roofs);
  expect(here).toEqual({ basis: "time zone", roofs: [1, 2, 3] });
  expect(nowhere).toEqual({ basis: "time zone", roofs: [0, 1, 2] });
  expect(abroad).toEqual({ basis: "none", roofs: [] });
});
