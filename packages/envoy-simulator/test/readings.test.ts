import {
  createSite,
  type DayOfReadings,
  type RoofFault,
  type SimulatedInverter,
  type SimulatedSite,
  simulateReadings,
  startSimulator,
} from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { ask } from "./support/ask.js";
import { berlinNewYear, berlinSite, daysOf, rowsOf, utc } from "./support/years.js";

const hour = 3600;
const day = 24 * hour;

type Row = Readonly<Record<string, number | string | undefined>>;

function rowOf(today: DayOfReadings, row: number): Row {
  return {
    serialNumber: today.serialNumbers[today.inverter[row] ?? -1],
    endDate: today.endDate[row],
    durationSeconds: today.durationSeconds[row],
    joulesProduced: today.joulesProduced[row],
    temperatureCelsius: today.temperatureCelsius[row],
    acVoltageMillivolts: today.acVoltageMillivolts[row],
    acFrequencyMillihertz: today.acFrequencyMillihertz[row],
    dcVoltageMillivolts: today.dcVoltageMillivolts[row],
    dcCurrentMilliamperes: today.dcCurrentMilliamperes[row],
    errorSeconds: today.errorSeconds[row],
    wattHoursToday: today.wattHoursToday[row],
    lifetimeJoules: today.lifetimeJoules[row],
  };
}

function byEnd(a: Row, b: Row): number {
  return (
    String(a["serialNumber"]).localeCompare(String(b["serialNumber"])) ||
    Number(a["endDate"]) - Number(b["endDate"])
  );
}

/** What a recorder that polls every minute sees first of each report that ends in a span. */
function polled(
  site: SimulatedSite,
  from: number,
  to: number,
  isPolling: (moment: number) => boolean = () => true,
): Row[] {
  const seen = new Map<string, Row>();
  const note = ({ serialNumber, report, ...inverter }: SimulatedInverter): void => {
    if (report === undefined || report.endDate < from || report.endDate >= to) return;
    const key = `${serialNumber} ${report.endDate}`;
    const { wattHoursToday, lifetimeJoules } = inverter;
    if (!seen.has(key)) seen.set(key, { serialNumber, ...report, wattHoursToday, lifetimeJoules });
  };
  for (let moment = from; moment < to + day; moment += 60) {
    if (isPolling(moment)) for (const inverter of site.invertersAt(moment)) note(inverter);
  }
  return [...seen.values()].sort(byEnd);
}

function generated(site: SimulatedSite, from: number, to: number): Row[] {
  return daysOf(site, from, to)
    .flatMap((today) => Array.from({ length: today.count }, (_, row) => rowOf(today, row)))
    .sort(byEnd);
}

describe("simulateReadings", () => {
  const summer = { from: utc(2026, 3, 28) + 23 * hour, hours: 23 };
  const winter = { from: utc(2026, 10, 24) + 22 * hour, hours: 25 };

  it.each([
    ["the weather without seasons", createSite({ inverters: 3 }), utc(2026, 6, 10), 24],
    ["a summer's day", berlinSite(), utc(2026, 6, 9) + 22 * hour, 24],
    ["the day of 23 hours", berlinSite(), summer.from, summer.hours],
    ["the day of 25 hours", berlinSite(), winter.from, winter.hours],
    [
      "a day that crosses midnight in UTC",
      berlinSite([], {
        sky: { latitude: -36.85, longitude: 174.76 },
        timeZone: "Pacific/Auckland",
      }),
      utc(2026, 1, 9) + 11 * hour,
      24,
    ],
  ])("gives every reading that a recorder sees: %s", (_, site, from, hours) => {
    const to = from + hours * hour;
    const rows = generated(site, from, to);
    expect(rows.length).toBeGreaterThan(60);
    expect(rows).toEqual(polled(site, from, to));
    expect(site.readingsAt(from)).toMatchObject({ start: from, end: to });
  });

  it("gives what a recorder sees of a roof with faults, and misses what it misses", () => {
    const start = utc(2026, 6, 9) + 22 * hour;
    const outage = { from: start + 20 * hour, to: start + 26 * hour };
    const morning = { from: start + 9 * hour, to: start + 11 * hour };
    const faults: readonly RoofFault[] = [
      { kind: "dead", inverters: [0], from: start + 12 * hour },
      { kind: "dying", inverters: [1], from: start, shareLeft: 0.3 },
      { kind: "soiled", inverters: [2], from: start - day, to: start + day, shareLost: 0.4 },
      {
        kind: "shadow",
        inverters: [3],
        from: 0,
        azimuthFrom: 80,
        azimuthTo: 200,
        elevationBelow: 60,
      },
      { kind: "grid-outage", from: start + 15 * hour, to: start + 16 * hour + 7 },
      { kind: "recorder-outage", ...morning },
      { kind: "recorder-outage", ...outage },
    ];
    const isPolling = (moment: number): boolean =>
      [morning, outage].every(({ from, to }) => moment < from || moment >= to);
    const site = berlinSite(faults);
    const rows = generated(site, start, start + day);
    expect(rows).toEqual(polled(site, start, start + day, isPolling));
    // The evening's last report was first seen after midnight, beside the new day's energy.
    const late = rows.filter(({ endDate }) => Number(endDate) >= outage.from);
    expect(late.map(({ wattHoursToday }) => wattHoursToday)).toEqual([0, 0, 0]);
    expect(berlinSite(faults.slice(0, 5)).readingsAt(start).count - rows.length).toBeGreaterThan(
      30,
    );
  });

  it("gives what device_data answers over HTTP", async () => {
    const site = berlinSite();
    const moment = utc(2026, 7, 1) + 10 * hour;
    await using gateway = await startSimulator({ site, now: () => moment });
    const { body } = await ask(gateway, "/ivp/pdm/device_data");
    const today = site.readingsAt(moment);
    const devices = Object.values(JSON.parse(body)).filter((device) => typeof device === "object");
    expect(devices).toHaveLength(4);
    for (const inverter of devices.keys()) {
      const row = rowsOf(today, inverter).findLast((each) => (today.endDate[each] ?? 0) <= moment);
      expect(devices[inverter]).toMatchObject({
        sn: today.serialNumbers[inverter],
        channels: [
          {
            wattHours: { today: today.wattHoursToday[row ?? -1] },
            lastReading: {
              endDate: today.endDate[row ?? -1],
              duration: today.durationSeconds[row ?? -1],
              joulesProduced: today.joulesProduced[row ?? -1],
              acVoltageINmV: today.acVoltageMillivolts[row ?? -1],
              acFrequencyINmHz: today.acFrequencyMillihertz[row ?? -1],
              dcVoltageINmV: today.dcVoltageMillivolts[row ?? -1],
              dcCurrentINmA: today.dcCurrentMilliamperes[row ?? -1],
              channelTemp: today.temperatureCelsius[row ?? -1],
              pwrConvErrSecs: today.errorSeconds[row ?? -1],
            },
            lifetime: { joulesProduced: today.lifetimeJoules[row ?? -1] },
          },
        ],
      });
    }
  });

  it("chains periods within a day, and counts all joules in the lifetime counter", () => {
    const sums = new Array<number>(4).fill(0);
    for (const today of simulateReadings(berlinSite(), {
      from: berlinNewYear,
      to: utc(2026, 3, 1),
    })) {
      for (const inverter of sums.keys()) {
        let [ended, wattHours] = [Number.NaN, 0];
        for (const row of rowsOf(today, inverter)) {
          const [end = 0, duration = 0] = [today.endDate[row], today.durationSeconds[row]];
          if (!Number.isNaN(ended)) expect(end - duration).toBe(ended);
          ended = end;
          sums[inverter] = (sums[inverter] ?? 0) + (today.joulesProduced[row] ?? 0);
          expect(today.lifetimeJoules[row]).toBe(sums[inverter]);
          expect(today.wattHoursToday[row]).toBeGreaterThanOrEqual(wattHours);
          wattHours = today.wattHoursToday[row] ?? 0;
        }
      }
    }
    expect(Math.min(...sums) / 3.6e6).toBeGreaterThan(3);
  });

  it.each([
    ["Europe/Berlin", 52, 13, summer.from, 23],
    ["Europe/Berlin", 52, 13, winter.from, 25],
    ["Pacific/Auckland", -36.85, 174.76, utc(2026, 4, 4) + 11 * hour, 25],
    ["Pacific/Auckland", -36.85, 174.76, utc(2026, 9, 26) + 12 * hour, 23],
    ["Pacific/Apia", -13.83, -171.77, utc(2026, 6, 9) + 11 * hour, 24],
  ])(
    "starts the day's energy at 0 at midnight in %s",
    (timeZone, latitude, longitude, from, hours) => {
      const site = berlinSite([], { timeZone, sky: { latitude, longitude } });
      const today = site.readingsAt(from + 12 * hour);
      expect(today).toMatchObject({ start: from, end: from + hours * hour });
      const wattHours = (moment: number): number =>
        site.invertersAt(moment)[0]?.wattHoursToday ?? -1;
      for (const midnight of [today.start, today.end]) {
        expect(wattHours(midnight - 1)).toBeGreaterThan(50);
        expect(wattHours(midnight)).toBe(0);
      }
    },
  );

  it.each([summer.from, winter.from])(
    "neither repeats nor misses readings where the sun is up at the end of the changed day of %d",
    (from) => {
      const site = berlinSite([], { sky: { latitude: 52, longitude: -167 } });
      const days = daysOf(site, from - day, from + 2 * day);
      const ends = days.flatMap((today) => rowsOf(today, 0).map((row) => today.endDate[row] ?? 0));
      const pauses = ends.slice(1).map((end, place) => end - (ends[place] ?? 0));
      expect(pauses.every((pause) => (pause > 880 && pause < 920) || pause > 8 * hour)).toBe(true);
      expect(ends.length).toBeGreaterThan(90);
    },
  );

  it("knows the day that Apia left out", () => {
    const site = createSite({
      sky: { latitude: -13.83, longitude: -171.77 },
      timeZone: "Pacific/Apia",
      since: utc(2011, 12, 28),
    });
    const dates = daysOf(site, utc(2011, 12, 28), utc(2012, 1, 1)).map(({ date }) => date);
    expect(dates).toEqual(["2011-12-27", "2011-12-28", "2011-12-29", "2011-12-31", "2012-01-01"]);
  });

  it("gives the same readings whatever was asked for before, and others for another seed", () => {
    const moment = utc(2026, 8, 20);
    const asked = berlinSite();
    daysOf(asked, utc(2026, 9, 1), utc(2026, 9, 3));
    asked.invertersAt(utc(2026, 2, 1));
    expect(asked.readingsAt(moment)).toEqual(berlinSite().readingsAt(moment));
    expect(berlinSite([], { seed: 2 }).readingsAt(moment)).not.toEqual(asked.readingsAt(moment));
  });

  it("leaves out an inverter that was removed", () => {
    const today = createSite({ inverters: 3 }).readingsAt(utc(2026, 6, 10));
    expect(new Set(today.inverter)).toEqual(new Set([0, 1]));
    expect(today.serialNumbers).toHaveLength(3);
  });

  it("makes a month of twenty inverters in a moment", () => {
    const site = berlinSite([], { inverters: 20 });
    const started = process.cpuUsage();
    const count = daysOf(site, berlinNewYear, utc(2026, 2, 1)).reduce(
      (sum, today) => sum + today.count,
      0,
    );
    const { user, system } = process.cpuUsage(started);
    expect(count).toBeGreaterThan(15_000);
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});
