import type { UsualEnergy } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { usualSentence } from "../src/views/day/usual-sentence.js";

const kilowattHours = 3.6e6;
const usual: UsualEnergy = {
  joules: 20 * kilowattHours,
  lowJoules: 15 * kilowattHours,
  highJoules: 25 * kilowattHours,
  inverters: 20,
  basis: "season",
  days: 51,
  years: 3,
};
const day = {
  day: "2026-05-22",
  joules: 22 * kilowattHours,
  gapJoules: Number.NaN,
  wholeInverters: 20,
  wholeJoules: 22 * kilowattHours,
};
const say = (changes: Partial<typeof day>): string => {
  const { bold, rest } = usualSentence({ ...day, ...changes }, usual);
  return `${bold} ${rest}`.replaceAll("\u00a0", " ").trim();
};

describe("the sentence that compares a day with what is usual", () => {
  it("counts what came in gaps", () => {
    expect(say({})).toBe(
      "10 % above usual for late May (half of 51 such days made 15.0 kWh to 25.0 kWh)",
    );
    expect(say({ gapJoules: 2 * kilowattHours })).toMatch(
      /^With 2\.00 kWh that came in gaps, 20 % above usual for late May/,
    );
  });

  it("compares those inverters of which the whole day is known, if they are most", () => {
    expect(say({ wholeInverters: 19, wholeJoules: 19 * 0.9 * kilowattHours })).toBe(
      "10 % below usual for late May by the 19 of 20 inverters of which the whole day is known (with all of them, half of 51 such days made 15.0 kWh to 25.0 kWh)",
    );
  });

  it("says nothing of a day of which too much is missing", () => {
    const text = "Too much of the day is missing to compare it with others.";
    expect(say({ wholeInverters: 14, wholeJoules: 14 * kilowattHours })).toBe(text);
    expect(say({ wholeInverters: 0, wholeJoules: 0 })).toBe(text);
  });

  it("needs days to compare with", () => {
    expect(usualSentence(day, undefined).rest).toBe(
      "Too few days like it are recorded yet to say whether that is much.",
    );
  });
});
