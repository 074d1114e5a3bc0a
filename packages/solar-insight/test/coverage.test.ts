import { coverage } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { type SummaryRow, summariesOf } from "./support/summaries.js";

const days = [20_000, 20_001, 20_002, 20_003, 20_004, 20_005];

/** Three inverters with 48 periods on each of six days, but for some. */
function siteWith(changes: readonly SummaryRow[]): ReturnType<typeof coverage> {
  const key = ({ inverter, day }: SummaryRow): string => `${inverter}${day}`;
  const changed = new Set(changes.map(key));
  const rows = days.flatMap((day) =>
    ["a", "b", "c"].map((inverter): SummaryRow => ({ inverter, day, joules: 1, periods: 48 })),
  );
  return coverage(summariesOf([...rows.filter((row) => !changed.has(key(row))), ...changes]));
}

describe("coverage", () => {
  it("is whole without gaps, and names no reason", () => {
    const { firstDay, share, reason } = siteWith([]);
    expect(firstDay).toBe(20_000);
    expect(share.map((of) => [...of])).toEqual(["a", "b", "c"].map(() => [1, 1, 1, 1, 1, 1]));
    expect(reason(0, 20_002)).toBeUndefined();
  });

  it("is what is left of the periods of a day, and says whether it is missing for all", () => {
    const day = 20_002;
    const common = { day, joules: 1, periods: 36, gapSeconds: 10_800 };
    const { share, reason } = siteWith([
      { ...common, inverter: "a" },
      { ...common, inverter: "b", gapSeconds: 10_500 },
      { ...common, inverter: "c", periods: 12, gapSeconds: 32_400 },
      { inverter: "b", day: 20_004, gapSeconds: 43_200 },
    ]);
    expect([share[0]?.[2], share[1]?.[2], share[2]?.[2]]).toEqual([0.75, 0.75, 0.25]);
    expect([reason(0, day), reason(1, day), reason(2, day)]).toEqual([
      "everyone",
      "everyone",
      "both",
    ]);
    expect([share[1]?.[4], reason(1, 20_004), reason(0, 20_004)]).toEqual([0, "alone", undefined]);
  });

  it("is 0 on days of which nobody has a row, and not known before the first and after the last", () => {
    const { share, reason } = coverage(
      summariesOf([
        { inverter: "a", day: 20_000, joules: 1 },
        { inverter: "b", day: 20_000, gapSeconds: 40_000 },
        { inverter: "a", day: 20_002, joules: 1 },
        { inverter: "b", day: 20_002, joules: 1 },
        { inverter: "a", day: 20_003, joules: 1 },
      ]),
    );
    expect([...(share[0] ?? [])]).toEqual([1, 0, 1, 1]);
    expect([...(share[1] ?? [])]).toEqual([Number.NaN, Number.NaN, 1, Number.NaN]);
    expect([reason(0, 20_001), reason(1, 20_000), reason(1, 20_003)]).toEqual([
      "everyone",
      undefined,
      undefined,
    ]);
  });
});
