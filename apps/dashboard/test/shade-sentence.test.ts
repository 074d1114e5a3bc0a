import { describe, expect, it } from "vitest";
import type { CarpetMonth } from "../src/data/results.js";
import { shadeSentence } from "../src/views/panel/shade-sentence.js";

/** A month whose clear days are light from 8 to 16 o'clock, with shade between two quarters. */
function monthOf(shadedFrom = 0, shadedTo = 0, share = 0.4): CarpetMonth {
  const clear = new Float32Array(96).fill(Number.NaN);
  for (let quarter = 32; quarter < 64; quarter++) {
    clear[quarter] = quarter >= shadedFrom && quarter < shadedTo ? share : 0.98;
  }
  return {
    days: ["2026-01-01"],
    watts: new Float32Array(96).fill(100),
    ratio: new Float32Array(96).fill(1),
    missing: new Uint8Array(96),
    clear,
    hours: new Float32Array(24),
    celsius: undefined,
    dcVolts: undefined,
  };
}

/** A year of which some months are shaded. */
function year(shaded: Readonly<Record<number, CarpetMonth>>): readonly CarpetMonth[] {
  return Array.from({ length: 12 }, (_, i) => shaded[i + 1] ?? monthOf());
}

describe("the sentence about a panel's shade", () => {
  it("names the months of a winter in their order, and the latest end", () => {
    const months = year({
      1: monthOf(32, 40),
      2: monthOf(32, 37),
      11: monthOf(32, 41),
      12: monthOf(32, 40),
    });
    expect(shadeSentence("South 2", 2026, months)).toBe(
      "South 2 is shaded on mornings from November to February, until 10:15",
    );
  });

  it("tells afternoons and midday from mornings", () => {
    expect(shadeSentence("A", 2026, year({ 6: monthOf(58, 64) }))).toBe(
      "A is shaded on afternoons in June, from 14:30 on",
    );
    expect(shadeSentence("A", 2026, year({ 6: monthOf(46, 50), 7: monthOf(46, 50) }))).toBe(
      "A is shaded at midday from June to July, from 11:30 to 12:30",
    );
  });

  it("says nothing of a single quarter of an hour, or of a little shade", () => {
    const months = year({ 3: monthOf(32, 33), 4: monthOf(32, 40, 0.75) });
    expect(shadeSentence("A", 2026, months)).toBe("A has no regular shade in 2026");
  });

  it("does not call unknown unshaded", () => {
    const unknown = { ...monthOf(), clear: new Float32Array(96).fill(Number.NaN) };
    expect(shadeSentence("A", 2026, [unknown])).toBe("A cannot be compared with others in 2026");
    const empty = { ...unknown, watts: new Float32Array(96).fill(Number.NaN) };
    expect(shadeSentence("A", 2026, [empty, undefined])).toBe("A has no reading in 2026");
  });
});
