import { expect, test } from "vitest";
import { localDaysOf, runsOf } from "../../src/report/local-days.js";
import { expectedDays, latestWholeMonth } from "../../src/report/report-month.js";

const at = Date.parse;
const span = (last: string, first = "2026-09-10T06:00Z") => ({ first: at(first), last: at(last) });

test("a month is whole when it is over and the table reaches to its last day", () => {
  const december = at("2026-12-05T09:00Z");
  expect(latestWholeMonth(span("2026-11-30T15:10Z"), december)).toBe("2026-11");
  expect(latestWholeMonth(span("2026-12-04T15:10Z"), december)).toBe("2026-11");
  expect(latestWholeMonth(span("2026-11-28T15:10Z"), december)).toBe("2026-10");
  expect(latestWholeMonth(span("2026-11-30T09:00Z"), at("2026-11-30T10:00Z"))).toBe("2026-10");
  expect(latestWholeMonth(span("2026-09-20T15:10Z"), december)).toBeUndefined();
  expect(latestWholeMonth(span("2027-01-10T15:10Z"), at("2027-01-11T00:00Z"))).toBe("2026-12");
});

test("of a month that is not over, days are expected up to the last one that is", () => {
  const zones = new Map([
    ["Europe/Berlin", localDaysOf("Europe/Berlin", "2026-11")],
    ["America/Chicago", localDaysOf("America/Chicago", "2026-11")],
  ]);
  expect(expectedDays(zones, span("2026-11-15T08:00Z"), at("2026-11-15T09:00Z"))).toBe(14);
  expect(expectedDays(zones, span("2026-11-15T08:00Z"), at("2026-11-15T05:00Z"))).toBe(13);
  expect(expectedDays(zones, span("2026-11-15T08:00Z"), at("2026-12-15T05:00Z"))).toBe(15);
  expect(expectedDays(zones, span("2026-11-01T01:00Z"), at("2026-11-01T02:00Z"))).toBe(0);
});

test("the days of a month are in runs between changes of the clocks", () => {
  const day = 20_727; // 2026-10-01
  const timeZone = "Europe/Berlin";
  expect(runsOf(timeZone, localDaysOf(timeZone, "2026-10"))).toEqual([
    {
      timeZone,
      fromUs: at("2026-09-30T22:00Z") * 1000,
      toUs: at("2026-10-25T23:00Z") * 1000,
      firstDay: day,
      lastDay: day + 24,
    },
    {
      timeZone,
      fromUs: at("2026-10-25T23:00Z") * 1000,
      toUs: at("2026-10-31T23:00Z") * 1000,
      firstDay: day + 25,
      lastDay: day + 30,
    },
  ]);
});

test("a time zone that the runtime does not know has the days of UTC, under its own name", () => {
  expect(runsOf("Mars/Base", localDaysOf("Mars/Base", "2026-10"))).toMatchObject([
    { timeZone: "Mars/Base", fromUs: at("2026-10-01") * 1000, toUs: at("2026-11-01") * 1000 },
  ]);
});
