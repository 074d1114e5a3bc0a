import {
  joinColumns,
  noDaySummaries,
  noReadings,
  type ReadingColumns,
} from "@envoy/archive-reader";
import { describe, expect, it } from "vitest";

/** Readings of these inverters, one a minute. */
function readings(
  inverters: readonly string[],
  inverter: readonly number[],
): ReadingColumns<"joules"> {
  return {
    inverters,
    inverter: Uint32Array.from(inverter),
    end: Float64Array.from(inverter, (_, row) => row * 60_000),
    joules: Float64Array.from(inverter, (place) => (place === 0 ? Number.NaN : place)),
  };
}

describe("joined columns", () => {
  it("are the rows of all parts in order, with one sorted list of inverters", () => {
    const parts = [readings(["b", "a"], [0, 1, 1]), readings(["c", "b"], [1, 0])];
    expect(joinColumns(parts)).toEqual({
      inverters: ["a", "b", "c"],
      inverter: Uint32Array.of(1, 0, 0, 1, 2),
      end: Float64Array.of(0, 60_000, 120_000, 0, 60_000),
      joules: Float64Array.of(Number.NaN, 1, 1, 1, Number.NaN),
    });
  });

  it("may have a part without rows, also the only one", () => {
    const part = readings(["a"], [0, 0]);
    expect(joinColumns([noReadings({ columns: ["joules"] }), part])).toEqual(part);
    expect(joinColumns([noReadings()])).toEqual(noReadings());
    expect(Object.keys(joinColumns([noDaySummaries()]))).toContain("gapJoules");
  });

  it("need a part to know their names", () => {
    expect(() => joinColumns([])).toThrow(TypeError);
  });

  it("are quick for five years of twenty inverters", () => {
    const inverters = Array.from({ length: 20 }, (_, i) => `48220208${i}`);
    const month = readings(
      inverters,
      Array.from({ length: 30_000 }, (_, i) => i % 20),
    );
    const before = performance.now();
    const joined = joinColumns(Array.from({ length: 60 }, () => month));
    expect(performance.now() - before).toBeLessThan(1000);
    expect(joined.end).toHaveLength(1_800_000);
  });
});
