import { TimeZone } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { shownSteps, stepNames } from "../src/views/day/day-times.js";
import type { Day } from "../src/worker/day-task.js";

const stepMs = 300_000;

function emptyDay(day: string, zone: string): Day {
  const local = new TimeZone(zone).day(day);
  const steps = (local.to - local.from) / stepMs;
  return {
    ...local,
    joules: Number.NaN,
    joulesByInverter: new Float64Array(),
    stepMs,
    total: new Float64Array(steps).fill(Number.NaN),
    reporting: new Uint16Array(steps),
    byInverter: [],
    gaps: [],
    gapJoules: Number.NaN,
    hasUnknownGaps: false,
    wholeInverters: 1,
    wholeJoules: 0,
  };
}

describe("the names of a day's steps", () => {
  it.each([
    ["of 24 hours", "2026-03-28", 288, undefined],
    ["of 23 hours", "2026-03-29", 276, undefined],
    ["of 25 hours", "2025-10-26", 300, "01:15~2"],
  ])("are all different on a day %s", (_, day, count, second) => {
    const names = stepNames(emptyDay(day, "Europe/London"), "Europe/London");
    expect([names.length, new Set(names).size]).toEqual([count, count]);
    expect(names.find((name) => name.startsWith("01:15~"))).toBe(second);
  });
});

describe("the steps of a day that are shown", () => {
  it("are whole hours around what is known and what is missing", () => {
    const day = emptyDay("2026-06-01", "UTC");
    day.total.fill(100, 100, 150);
    expect(shownSteps(day)).toEqual({ first: 96, end: 156 });
    const gap = { from: day.from, to: day.from + 7_200_000, inverters: [0], isOfAll: true };
    expect(shownSteps({ ...day, gaps: [gap] })).toEqual({ first: 0, end: 156 });
  });

  it("are all where nothing is known", () => {
    expect(shownSteps(emptyDay("2026-06-01", "UTC"))).toEqual({ first: 0, end: 288 });
  });
});
