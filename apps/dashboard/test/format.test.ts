import { describe, expect, it } from "vitest";
import {
  clockTime,
  dateAndTime,
  duration,
  longDate,
  monthName,
  season,
  shortDate,
} from "../src/format/date.js";
import { comparison, counted, energyText, powerText } from "../src/format/quantity.js";

/** With ordinary spaces, as people type them. */
const plain = (text: string): string => text.replaceAll("\u00a0", " ");

describe("energyText", () => {
  it.each([
    [0, "0.00 kWh"],
    [1_500_000, "0.42 kWh"],
    [35_981_000, "9.99 kWh"],
    [35_982_000, "10.0 kWh"],
    [359_800_000, "99.9 kWh"],
    [359_820_000, "100 kWh"],
    [16_243_200_000, "4,512 kWh"],
    [Number.NaN, "unknown"],
  ])("writes %d joules as %s", (joules, text) => {
    expect(plain(energyText(joules))).toBe(text);
  });
});

describe("powerText", () => {
  it.each([
    [0, "0 W"],
    [999.4, "999 W"],
    [999.6, "1.00 kW"],
    [9994, "9.99 kW"],
    [12_340, "12.3 kW"],
    [Number.NaN, "unknown"],
  ])("writes %d watts as %s", (watts, text) => {
    expect(plain(powerText(watts))).toBe(text);
  });
});

describe("comparison and counted", () => {
  it("say how far a value is from another", () => {
    expect(plain(comparison(114, 100))).toBe("14 % above");
    expect(plain(comparison(50, 100))).toBe("50 % below");
    expect(comparison(100.4, 100)).toBe("as much as");
  });

  it("say how many there are", () => {
    expect(counted(1, "inverter")).toBe("1 inverter");
    expect(counted(1200, "day")).toBe("1,200 days");
  });
});

describe("dates", () => {
  it("are those of the calendar, in any zone", () => {
    expect(longDate("2025-11-28")).toBe("Friday 28 November 2025");
    expect(shortDate("2026-01-01")).toBe("1 Jan 2026");
    expect(monthName(2)).toBe("February");
    expect(monthName(2, "short")).toBe("Feb");
  });

  it("have a season as one says it", () => {
    expect(season("2025-11-28")).toBe("late November");
    expect(season("2025-11-10")).toBe("early November");
    expect(season("2025-11-20")).toBe("mid-November");
  });

  it("have the site's time", () => {
    const time = Date.parse("2026-03-29T01:30:00Z");
    expect(clockTime(time, "Europe/London")).toBe("02:30");
    expect(dateAndTime(time, "Pacific/Auckland")).toBe("29 Mar 2026, 14:30");
    expect(clockTime(Date.parse("2026-03-29T11:00:00Z"), "Pacific/Auckland")).toBe("00:00");
  });
});

describe("duration", () => {
  it.each([
    [20_000, "less than a minute"],
    [180_000, "3 min"],
    [7_200_000, "2 h"],
    [7_500_000, "2 h 5 min"],
    [4 * 86_400_000, "4 days"],
  ])("writes %d ms as %s", (milliseconds, text) => {
    expect(duration(milliseconds)).toBe(text);
  });
});
