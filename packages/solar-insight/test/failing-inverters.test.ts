import {
  brightDays,
  brightShare,
  type DaySummaries,
  type Finding,
  failingInverters,
  type InverterGroup,
} from "@envoy/solar-insight";
import { beforeAll, describe, expect, it } from "vitest";
import {
  type SimulatedYears,
  simulateYears,
  type YearsOptions,
} from "./support/simulated-years.js";
import { reordered, type SummaryRow, summariesOf } from "./support/summaries.js";

const first = 20_000;

/** Four inverters on days that are all alike, but for the last ones of "a". */
function plain(days: number, lastOfA: readonly Partial<SummaryRow>[]): DaySummaries {
  const rows: SummaryRow[] = [];
  for (let day = 0; day < days; day++) {
    for (const [place, inverter] of ["a", "b", "c", "d"].entries()) {
      // They vary by up to 1 %, so that it is known that they do.
      const usual = { joules: 1000 + ((day * 7 + place * 3) % 5) * 5 - 10, peakWatts: 200 };
      const last = inverter === "a" ? lastOfA[day - days + lastOfA.length] : undefined;
      rows.push({ inverter, day: first + day, ...usual, ...last });
    }
  }
  return summariesOf(rows);
}

const low = { joules: 700, peakWatts: 140 };
const times = (count: number, row: Partial<SummaryRow>): Partial<SummaryRow>[] =>
  Array.from({ length: count }, () => row);

describe("an inverter that fails", () => {
  it("is low after five bright days, with its evidence and what it lost", () => {
    const summaries = plain(60, times(5, low));
    const [finding, ...others] = failingInverters(summaries, { today: first + 60 });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      inverter: 0,
      kind: "low",
      since: first + 55,
      lastGoodDay: first + 54,
      basis: "before",
      evidence: { days: 5, ofBrightDays: 7 },
      errorSeconds: 0,
      lost: { days: 5, unknownDays: 0, bound: "about" },
    });
    expect(finding?.ratio).toBeCloseTo(0.7, 1);
    expect(finding?.baseline).toBeCloseTo(1, 1);
    const lost = finding?.lost.joules ?? 0;
    expect(Math.abs(lost - 5 * 300)).toBeLessThan(60);
    expect(finding?.lost.uncertaintyJoules).toBeGreaterThan(0);
    expect(failingInverters(summaries, { today: first + 59 })).toEqual([]);
  });

  it("is not low on dull days, on which nobody can tell", () => {
    const summaries = plain(60, times(9, low));
    const joules = Array.from(summaries.joules, (of, row) =>
      (summaries.day[row] ?? 0) >= first + 51 ? of * 0.3 : of,
    );
    expect(failingInverters({ ...summaries, joules }, { today: first + 60 })).toEqual([]);
  });

  it("is well again after three good days", () => {
    const days = [...times(6, low), ...times(3, {})];
    expect(failingInverters(plain(60, days), { today: first + 59 })).toHaveLength(1);
    expect(failingInverters(plain(60, days), { today: first + 60 })).toEqual([]);
  });

  it("is not low while a shadow passes that leaves its best quarter of an hour", () => {
    const shaded = { joules: 700, peakWatts: 199 };
    expect(failingInverters(plain(60, times(7, shaded)), { today: first + 60 })).toEqual([]);
    const stopped = { ...shaded, errorSeconds: 5000 };
    const [finding] = failingInverters(plain(60, times(7, stopped)), { today: first + 60 });
    expect(finding).toMatchObject({ kind: "low", errorSeconds: 35_000 });
  });

  it("is dead after three days on which it reports nothing but zeros", () => {
    const dead = { joules: 0, peakWatts: 0, errorSeconds: 40_000 };
    const summaries = plain(60, times(3, dead));
    expect(failingInverters(summaries, { today: first + 60 })).toMatchObject([
      {
        inverter: 0,
        kind: "dead",
        since: first + 57,
        ratio: 0,
        errorSeconds: 120_000,
        evidence: { days: 3 },
      },
    ]);
    expect(failingInverters(summaries, { today: first + 59 })).toEqual([]);
  });

  it("is silent after two days of which the others tell, and may produce unheard", () => {
    const silent = { joules: Number.NaN, periods: 0, gapSeconds: 40_000 };
    const summaries = plain(60, times(4, silent));
    const [finding] = failingInverters(summaries, { today: first + 60 });
    expect(finding).toMatchObject({
      inverter: 0,
      kind: "silent",
      since: first + 56,
      lastGoodDay: first + 55,
      ratio: Number.NaN,
      lost: { days: 4, bound: "atMost" },
    });
    expect(finding?.lost.joules).toBeGreaterThan(3900);
    expect(failingInverters(summaries, { today: first + 57 })).toEqual([]);
    expect(failingInverters(summaries, { today: first + 60, forgottenAfterDays: 3 })).toEqual([]);
  });

  it("is not named when the recorder was off for all", () => {
    const rows = plain(60, []);
    const keep = Array.from(rows.day, (_, row) => row).filter(
      (row) => (rows.day[row] ?? 0) < first + 40,
    );
    expect(failingInverters(reordered(rows, keep), { today: first + 60 })).toEqual([]);
  });

  it("is the same in any order of rows, whatever comes on today and later", () => {
    const summaries = plain(60, times(9, low));
    const expected = failingInverters(summaries, { today: first + 57 });
    expect(expected).toHaveLength(1);
    const order = Array.from(summaries.day, (_, row) => row).reverse();
    expect(failingInverters(reordered(summaries, order), { today: first + 57 })).toEqual(expected);
  });

  it("needs two others, and some days", () => {
    const summaries = plain(60, times(9, low));
    const two = Array.from(summaries.day, (_, row) => row).filter(
      (row) => (summaries.inverter[row] ?? 0) < 2,
    );
    expect(failingInverters(reordered(summaries, two), { today: first + 60 })).toEqual([]);
    expect(failingInverters(summariesOf([]), { today: first })).toEqual([]);
    expect(failingInverters(plain(15, times(7, low)), { today: first + 15 })).toEqual([]);
  });
});

/** What was ever named in simulated years, when first. */
function named(
  { summaries, firstDay, days }: SimulatedYears,
  groups: readonly InverterGroup[],
  from = 1,
  everyDays = 1,
  to = days,
): readonly (Finding & { readonly on: number })[] {
  const findings = new Map<string, Finding & { readonly on: number }>();
  for (let on = firstDay + from; on <= firstDay + to; on += everyDays) {
    for (const finding of failingInverters(summaries, { today: on, groups })) {
      const key = `${finding.inverter} ${finding.kind}`;
      if (!findings.has(key)) findings.set(key, { ...finding, on });
    }
  }
  return [...findings.values()];
}

const places: readonly YearsOptions[] = [
  { seed: 901, days: 366, place: { latitude: 51, longitude: 0 }, since: "2024-06-01" },
  { seed: 902, days: 366, place: { latitude: -36.8, longitude: 174.8 }, since: "2024-01-01" },
  { seed: 903, days: 366, place: { latitude: 33.4, longitude: -112 }, since: "2024-10-01" },
];

describe("over a year of twenty healthy inverters", () => {
  it.each(places)("nobody is named, whether roofs are known or not (seed $seed)", (options) => {
    const years = simulateYears(options);
    expect(named(years, years.groups, 1, 6)).toEqual([]);
    expect(named(years, [], 1, 6)).toEqual([]);
  });
});

describe("in simulated years", () => {
  let years: SimulatedYears;
  const diesOn = 200;
  beforeAll(() => {
    years = simulateYears({
      seed: 911,
      days: 300,
      faults: (since) => [
        { kind: "dying", inverters: [6], from: since + diesOn * 86_400, shareLeft: 0.6 },
        { kind: "dying", inverters: [15], from: since + (diesOn + 20) * 86_400, shareLeft: 0.8 },
        // Those are silent.
        { kind: "dead", inverters: [9], from: since + 250 * 86_400 },
        {
          kind: "grid-outage",
          inverters: [1],
          from: since + 260 * 86_400,
          to: since + 400 * 86_400,
        },
      ],
    });
  });

  it.each([
    { inverter: 6, died: diesOn, isGroupKnown: true },
    { inverter: 6, died: diesOn, isGroupKnown: false },
    { inverter: 15, died: diesOn + 20, isGroupKnown: true },
  ])(
    "a dying panel is named within 7 bright days, with the day it began ($inverter, $isGroupKnown)",
    ({ inverter, died, isGroupKnown }) => {
      const groups = isGroupKnown ? years.groups : [];
      const found = named(years, groups, died, 1, died + 60).find(
        (finding) => finding.inverter === inverter,
      );
      const { firstDay, brightness } = brightDays(years.summaries, groups);
      const bright = [...(brightness[inverter] ?? [])]
        .map((share, place) => ({ day: firstDay + place, share }))
        .filter(({ day, share }) => day >= years.firstDay + died && share >= brightShare);
      expect(found?.kind).toBe("low");
      expect(
        bright.filter(({ day }) => day < (found?.on ?? Number.NaN)).length,
      ).toBeLessThanOrEqual(7);
      expect(found?.since).toBe(bright[0]?.day);
    },
  );

  it("a dead and a silent inverter are named within days, and nobody else", () => {
    const found = named(years, years.groups, 195);
    const shown = found.map(({ inverter, kind, on }) => [inverter, kind, on - years.firstDay]);
    expect(shown).toContainEqual([9, "silent", 252]);
    expect(found.find(({ inverter }) => inverter === 1)?.kind).toBe("dead");
    expect(new Set(found.map(({ inverter }) => inverter))).toEqual(new Set([6, 15, 9, 1]));
  });

  it("what was lost is what the fault took", () => {
    const flawless = simulateYears({ seed: 911, days: 300 });
    const since = years.firstDay + diesOn;
    const sum = ({ summaries }: SimulatedYears): number =>
      Array.from(summaries.joules).reduce(
        (total, joules, row) =>
          summaries.inverter[row] === 6 && (summaries.day[row] ?? 0) >= since
            ? total + joules
            : total,
        0,
      );
    const lost = sum(flawless) - sum(years);
    const today = years.firstDay + years.days;
    const finding = failingInverters(years.summaries, { today, groups: years.groups }).find(
      ({ inverter }) => inverter === 6,
    );
    expect(Math.abs((finding?.lost.joules ?? 0) / lost - 1)).toBeLessThan(0.1);
  });

  it("soiling is named when it passes the limit, and not before", () => {
    const soiled = simulateYears({
      seed: 912,
      days: 330,
      since: "2025-01-01",
      faults: (since) => [
        {
          kind: "soiled",
          inverters: [4],
          from: since + 90 * 86_400,
          to: since + 320 * 86_400,
          shareLost: 0.3,
        },
      ],
    });
    const [found, ...others] = named(soiled, soiled.groups, 90, 2);
    expect(others).toEqual([]);
    expect(found?.inverter).toBe(4);
    const lostThen = (0.3 * ((found?.since ?? 0) - soiled.firstDay - 90)) / 230;
    expect(lostThen).toBeGreaterThan(0.1);
    expect(lostThen).toBeLessThan(0.22);
  });
});
