import { TimeZone } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";

const hours = (zone: string, day: string): number => {
  const { from, to } = new TimeZone(zone).day(day);
  return (to - from) / 3_600_000;
};
const start = (zone: string, day: string): string =>
  new Date(new TimeZone(zone).day(day).from).toISOString();

describe("a local day", () => {
  it("has 23 hours when clocks go forward and 25 when they go back", () => {
    expect(hours("Europe/London", "2026-03-28")).toBe(24);
    expect(hours("Europe/London", "2026-03-29")).toBe(23);
    expect(hours("Europe/London", "2026-10-25")).toBe(25);
    expect(hours("Australia/Lord_Howe", "2026-04-05")).toBe(24.5);
  });

  it("has them in the other half of the year in the south", () => {
    expect(hours("Pacific/Auckland", "2026-04-05")).toBe(25);
    expect(hours("Pacific/Auckland", "2026-09-27")).toBe(23);
  });

  it("begins at the midnight of its zone, up to 14 hours before and 12 after that of UTC", () => {
    expect(start("Europe/London", "2026-06-01")).toBe("2026-05-31T23:00:00.000Z");
    expect(start("Pacific/Auckland", "2026-01-01")).toBe("2025-12-31T11:00:00.000Z");
    expect(start("Pacific/Kiritimati", "2026-01-01")).toBe("2025-12-31T10:00:00.000Z");
    expect(start("Etc/GMT+12", "2026-01-01")).toBe("2026-01-01T12:00:00.000Z");
    expect(start("Asia/Kathmandu", "2026-01-01")).toBe("2025-12-31T18:15:00.000Z");
  });

  it("begins at one o'clock where there is no midnight", () => {
    expect(start("America/Santiago", "2026-09-06")).toBe("2026-09-06T04:00:00.000Z");
    expect(hours("America/Santiago", "2026-09-06")).toBe(23);
  });

  it("lasts no time where a zone left it out", () => {
    expect(hours("Pacific/Apia", "2011-12-30")).toBe(0);
    expect(hours("Pacific/Apia", "2011-12-31")).toBe(24);
  });

  it("ends where the next begins, and has its own date from its first instant to its last", () => {
    for (const name of ["Africa/Cairo", "America/Havana", "Asia/Beirut", "Atlantic/Azores"]) {
      const zone = new TimeZone(name);
      const days = zone.days("2026-01-01", "2026-12-31");
      expect(days).toHaveLength(365);
      for (const [i, { day, from, to }] of days.entries()) {
        expect([zone.dayOf(from), zone.dayOf(to - 1)], `${name} ${day}`).toEqual([day, day]);
        if (days[i + 1] !== undefined) expect(days[i + 1]?.from).toBe(to);
      }
    }
  });
});

describe("a time zone", () => {
  it("writes an instant with its offset, on both sides of a change", () => {
    const london = new TimeZone("Europe/London");
    const change = Date.parse("2026-03-29T01:00:00Z");
    expect(london.format(change - 1000)).toBe("2026-03-29T00:59:59+00:00");
    expect(london.format(change)).toBe("2026-03-29T02:00:00+01:00");
    expect(new TimeZone("America/St_Johns").format(change)).toBe("2026-03-28T22:30:00-02:30");
    expect(new TimeZone("Pacific/Chatham").format(change)).toBe("2026-03-29T14:45:00+13:45");
  });

  it("is refused if nobody knows it", () => {
    expect(() => new TimeZone("Europe/Atlantis")).toThrow(RangeError);
  });
});
