import { createSite, simulateReadings } from "@envoy/envoy-simulator";
import {
  carpet,
  compareYears,
  type DaySummaries,
  dayNumber,
  failingInverters,
  type Readings,
  siteDays,
  summariseDays,
  TimeZone,
} from "@envoy/solar-insight";
import { bench, describe } from "vitest";

// What a page waits for: a month that is summed up, the carpet of a year, five years of 20 inverters.

const zone = new TimeZone("UTC");
const site = (inverters: number): ReturnType<typeof createSite> =>
  createSite({
    inverters,
    since: Date.UTC(2021, 0, 1) / 1000,
    sky: { latitude: 51, longitude: 0 },
  });

function readingsOf(inverters: number, first: string, last: string): Readings {
  const span = { from: Date.parse(first) / 1000, to: Date.parse(last) / 1000 + 86_400 };
  const days = [...simulateReadings(site(inverters), span)];
  return {
    inverters: days[0]?.serialNumbers ?? [],
    inverter: Uint16Array.from(days.flatMap(({ inverter }) => [...inverter])),
    end: Float64Array.from(days.flatMap(({ endDate }) => [...endDate].map((end) => end * 1000))),
    duration: Float64Array.from(
      days.flatMap(({ durationSeconds }) => [...durationSeconds].map((of) => of * 1000)),
    ),
    joules: Float64Array.from(days.flatMap(({ joulesProduced }) => [...joulesProduced])),
  };
}

describe("a month of 20 inverters", () => {
  const readings = readingsOf(20, "2021-06-01", "2021-06-30");
  const days = zone.days("2021-06-01", "2021-06-30");
  bench("summariseDays", () => {
    summariseDays(readings, days);
  });
});

describe("a year of 10 inverters", () => {
  const readings = readingsOf(10, "2021-01-01", "2021-12-31");
  const days = zone.days("2021-01-01", "2021-12-31");
  const group = readings.inverters;
  bench("carpet", () => {
    carpet([readings], { zone, days, inverter: group[0] ?? "", group });
  });
});

describe("five years of 20 inverters", () => {
  const summaries = summariseDays(
    readingsOf(20, "2021-01-01", "2025-12-31"),
    zone.days("2021-01-01", "2025-12-31"),
  );
  const today = dayNumber("2026-01-01");
  bench("failingInverters, siteDays and compareYears", () => {
    // Another object, since what was calculated of one is kept with it.
    const fresh: DaySummaries = { ...summaries };
    failingInverters(fresh, { today });
    compareYears(siteDays(fresh), { until: today - 1 });
  });
});
