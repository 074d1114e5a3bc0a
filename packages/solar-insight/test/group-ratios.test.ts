import { brightDays, brightShare, dayNumber, groupRatios } from "@envoy/solar-insight";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { reordered, type SummaryRow, summariesOf } from "./support/summaries.js";

const day = "2026-06-01";
const row = (inverter: string, joules: number, rest: Partial<SummaryRow> = {}): SummaryRow => ({
  inverter,
  day,
  joules,
  ...rest,
});

describe("the ratio to a group", () => {
  it("is to the median of the others in it", () => {
    const summaries = summariesOf([row("a", 10), row("b", 20), row("c", 30), row("d", 60)]);
    expect([...groupRatios(summaries)]).toEqual([10 / 30, 20 / 30, 30 / 20, 60 / 20]);
  });

  it("is to the site where a group has fewer than three, and not known where the site has", () => {
    const rows = [row("a", 10), row("b", 20), row("c", 30), row("d", 60), row("e", 90)];
    const groups = [
      { name: "South", inverters: ["a", "b", "c"] },
      { name: "East", inverters: ["d", "e"] },
    ];
    const ratios = groupRatios(summariesOf(rows), groups);
    expect([...ratios]).toEqual([10 / 25, 20 / 20, 30 / 15, 60 / 25, 90 / 25]);
    expect([...groupRatios(summariesOf(rows.slice(0, 2)))]).toEqual([Number.NaN, Number.NaN]);
  });

  it("is of the whole day where gaps are known, and not known where too much is missing", () => {
    const rows = [row("a", 10), row("b", 10), row("c", 10), row("d", 10)];
    const gap = row("e", 4, { gapSeconds: 9000, gapJoules: 6 });
    expect(groupRatios(summariesOf([...rows, gap]))[4]).toBe(1);
    const unknown = row("e", 4, { gapSeconds: 9000 });
    const ratios = groupRatios(summariesOf([...rows, unknown]));
    expect([...ratios]).toEqual([1, 1, 1, 1, Number.NaN]);
  });

  it("is of what is left where all miss the same short time, though nobody knows what it held", () => {
    const gap = { gapSeconds: 1800 };
    const rows = [row("a", 5, gap), row("b", 10, gap), row("c", 10, gap), row("d", 10, gap)];
    expect([...groupRatios(summariesOf(rows))]).toEqual([0.5, 1, 1, 1]);
  });

  it("is that of a sort and a middle, in any order of the rows", () => {
    const values = fc.uniqueArray(fc.integer({ min: 1, max: 1000 }), {
      minLength: 3,
      maxLength: 60,
    });
    fc.assert(
      fc.property(values, fc.constantFrom(1, 2), (joules, days) => {
        const rows = joules.flatMap((of, i) =>
          Array.from({ length: days }, (_, d) => row(`i${i}`, of, { day: dayNumber(day) + d })),
        );
        const summaries = summariesOf(rows);
        const ratios = groupRatios(summaries);
        for (const [place, ratio] of ratios.entries()) {
          const own = rows[place]?.joules ?? 0;
          const others = joules.filter((of) => of !== own).sort((a, b) => a - b);
          const half = others.length / 2;
          const [low = 0, high = 0] = [others[Math.ceil(half) - 1], others[Math.floor(half)]];
          expect(ratio).toBeCloseTo(own / ((low + high) / 2), 12);
        }
        const order = [...rows.keys()].reverse();
        expect([...groupRatios(reordered(summaries, order))]).toEqual(
          order.map((place) => ratios[place]),
        );
      }),
      { numRuns: 50 },
    );
  });
});

describe("how bright days were", () => {
  it("is by the best days until then, which count for less with each day", () => {
    const joules = [100, 20, 100, 60, 50, 130];
    const rows = joules.flatMap((of, d) =>
      ["a", "b", "c"].map((inverter) => ({ inverter, day: 20_000 + d, joules: of })),
    );
    const { firstDay, brightness, groupJoules } = brightDays(summariesOf(rows));
    expect(firstDay).toBe(20_000);
    expect([...(groupJoules[0] ?? [])]).toEqual(joules);
    const shares = [...(brightness[1] ?? [])];
    expect(shares.map((share) => Number(share.toFixed(3)))).toEqual([1, 0.202, 1, 0.607, 0.512, 1]);
    expect(shares.map((share) => share >= brightShare)).toEqual([
      true,
      false,
      true,
      true,
      false,
      true,
    ]);
  });

  it("does not depend on later days", () => {
    const rows = Array.from({ length: 90 }, (_, i) => ({
      inverter: "abc".charAt(i % 3),
      day: 20_000 + Math.floor(i / 3),
      joules: 10 + ((i * 7919) % 89),
    }));
    const all = brightDays(summariesOf(rows)).brightness[0] ?? [];
    const early = brightDays(summariesOf(rows.slice(0, 45))).brightness[0] ?? [];
    expect([...early]).toEqual([...all].slice(0, 15));
  });
});
