import { addDays, daysOfMonth, isDay, isMonth } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";

describe("the calendar", () => {
  it("tells dates and months from what looks like them", () => {
    expect(["2024-02-29", "2026-12-31"].every(isDay)).toBe(true);
    expect(["2026-02-29", "2026-13-01", "2026-2-1", "today", ""].some(isDay)).toBe(false);
    expect(isMonth("2026-12")).toBe(true);
    expect(["2026-13", "2026", "2026-1"].some(isMonth)).toBe(false);
  });

  it("counts days across the ends of months and years", () => {
    expect(addDays("2026-02-28", 1)).toBe("2026-03-01");
    expect(addDays("2026-01-01", -1)).toBe("2025-12-31");
    expect(() => addDays("soon", 1)).toThrow('"soon" is not a date');
  });

  it("lists the days of a month", () => {
    expect(daysOfMonth("2024-02")).toHaveLength(29);
    expect(daysOfMonth("2026-12").at(-1)).toBe("2026-12-31");
    expect(() => daysOfMonth("2026-13")).toThrow(RangeError);
  });
});
