import { describe, expect, it } from "vitest";
import type { ComparedSum } from "../src/views/compare/compared-sum.js";
import { comparisonSentence, differenceText } from "../src/views/compare/comparison-sentence.js";

const sum = (year: number, kilowattHours: number, missingDays = 0): ComparedSum => ({
  year,
  joules: kilowattHours * 3.6e6,
  missingDays,
  missingShare: missingDays / 150,
});
const say = (...years: readonly [ComparedSum, ...ComparedSum[]]): string =>
  comparisonSentence(years[0], years, "year").replaceAll("\u00a0", " ");

describe("the sentence that compares a year with others", () => {
  it("says how far it is from one, or from the mean of several", () => {
    expect(say(sum(2026, 109), sum(2025, 100))).toBe("9 % above 2025 to the same date");
    expect(say(sum(2026, 99), sum(2025, 120), sum(2024, 100))).toBe(
      "10 % below the mean of 2025 and 2024 to the same date",
    );
  });

  it("is a bound where what is missing can only make the difference greater", () => {
    expect(say(sum(2026, 109, 8), sum(2025, 100))).toBe(
      "at least 9 % above 2025 to the same date, although 8 days of 2026 are missing or known only in part",
    );
    expect(say(sum(2026, 90), sum(2025, 100, 1))).toBe(
      "at least 10 % below 2025 to the same date, although 1 day of 2025 is missing or known only in part",
    );
  });

  it("is no bound where what is missing may be the difference", () => {
    expect(say(sum(2026, 90, 8), sum(2025, 100))).toBe(
      "10 % below 2025 to the same date, but 8 days of 2026 are missing or known only in part",
    );
    expect(say(sum(2026, 109, 8), sum(2025, 100, 3))).toBe(
      "9 % above 2025 to the same date, but 3 days of 2025 and 8 days of 2026 are missing or known only in part",
    );
  });

  it("compares with no year of which more than a tenth is missing, and no such year", () => {
    expect(say(sum(2026, 109), sum(2025, 100), sum(2024, 40, 16))).toBe(
      "9 % above 2025 to the same date",
    );
    expect(say(sum(2026, 109), sum(2024, 40, 16))).toBe(
      "no other year is known well enough to compare the year with",
    );
    expect(say(sum(2026, 40, 16), sum(2025, 100))).toBe(
      "too much of the year is missing to compare it (16 days)",
    );
  });

  it("is as short as a cell of the table needs it", () => {
    const cell = (a: ComparedSum, b: ComparedSum): string =>
      differenceText(a, b).replaceAll("\u00a0", " ");
    expect(cell(sum(2026, 109, 8), sum(2025, 100))).toBe("at least 9 % above");
    expect(cell(sum(2026, 90, 8), sum(2025, 100))).toBe("10 % below");
    expect(cell(sum(2026, 100, 8), sum(2025, 100))).toBe("as much as");
  });
});
