import { dayNumber } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import type { Health } from "../src/data/results.js";
import { findingSentence } from "../src/views/health/finding-sentence.js";

type Finding = Health["findings"][number];

const until = dayNumber("2026-05-29");
const low: Finding = {
  inverter: 7,
  kind: "low",
  since: dayNumber("2026-03-16"),
  lastGoodDay: dayNumber("2026-03-12"),
  ratio: 0.62,
  baseline: 0.99,
  basis: "before",
  evidence: { days: 6, ofBrightDays: 7 },
  errorSeconds: Number.NaN,
  lost: {
    joules: 21 * 3.6e6,
    uncertaintyJoules: 3.6e6,
    days: 70,
    unknownDays: 0,
    bound: "about",
  },
  days: { firstDay: 0, share: new Float64Array(), isBright: new Uint8Array() },
};
const say = (changes: Partial<Finding>): string =>
  findingSentence({ ...low, ...changes }, until).replaceAll("\u00a0", " ");

describe("the sentence about a finding", () => {
  it("has the evidence, since when, and what was lost", () => {
    expect(say({})).toBe(
      "has given 62 % of what it usually gives beside its group on 6 of the last 7 bright days, since about 16 March: some 21.0 kWh lost.",
    );
  });

  it("is sure of the day only if all was well the day before", () => {
    expect(say({ lastGoodDay: low.since - 1 })).toContain(", since 16 March:");
    expect(say({ lastGoodDay: undefined })).toContain(", since 16 March or earlier:");
    expect(say({ since: dayNumber("2025-03-16") })).toContain("since about 16 Mar 2025");
  });

  it("says at least, up to, or nothing, as far as it is known", () => {
    expect(say({ lost: { ...low.lost, bound: "atLeast" } })).toContain(": at least 21.0 kWh lost.");
    expect(say({ lost: { ...low.lost, joules: Number.NaN } })).toMatch(/16 March\.$/);
    expect(say({ lost: { ...low.lost, joules: 3e6 } })).toMatch(/16 March\.$/);
    expect(say({ kind: "silent", lost: { ...low.lost, bound: "atMost" } })).toBe(
      "has not reported, while the others have, since 16 March: up to 21.0 kWh not recorded, or lost.",
    );
  });

  it("repeats what the inverter says of itself, if that is more than a grey morning", () => {
    expect(say({ errorSeconds: 7200 })).toContain("could not convert power for 2 h.");
    expect(say({ errorSeconds: 600 })).not.toContain("convert");
  });
});
