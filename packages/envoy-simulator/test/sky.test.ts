import { createSite, solarDay, solarPosition } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { berlinNewYear, berlinSite, daysOf, joulesOf, utc } from "./support/years.js";

const day = 86_400;

function hoursOfDay(latitude: number, moment: number): number {
  const sun = solarDay(latitude, 0, moment);
  return sun === undefined ? Number.NaN : (sun.sunset - sun.sunrise) / 3600;
}

describe("the sun", () => {
  it.each([
    // Almanacs: 52° N 16:44 and 7:45, the equator 12:07, 36.85° S (Auckland) 9:38 and 14:41.
    [52, utc(2026, 6, 21), 16 + 44 / 60],
    [52, utc(2026, 12, 21), 7 + 45 / 60],
    [0, utc(2026, 3, 20), 12 + 7 / 60],
    [-36.85, utc(2026, 6, 21), 9 + 38 / 60],
    [-36.85, utc(2026, 12, 21), 14 + 41 / 60],
  ])("shines at latitude %d on the day of %d for %d hours", (latitude, moment, hours) => {
    expect(Math.abs(hoursOfDay(latitude, moment + day / 2) - hours)).toBeLessThan(3 / 60);
  });

  it.each([
    [52, utc(2026, 6, 21), 90 - 52 + 23.44],
    [52, utc(2026, 12, 21), 90 - 52 - 23.44],
    [-36.85, utc(2026, 12, 21), 90 - 36.85 + 23.44],
    [64, utc(2026, 3, 20), 90 - 64],
  ])("stands at latitude %d at noon of %d at %d degrees", (latitude, moment, elevation) => {
    const noon = solarDay(latitude, 0, moment + day / 2)?.noon ?? Number.NaN;
    const { elevationDegrees, azimuthDegrees } = solarPosition(latitude, 0, noon);
    expect(Math.abs(elevationDegrees - elevation)).toBeLessThan(0.4);
    expect(Math.cos((azimuthDegrees * Math.PI) / 180)).toBeCloseTo(latitude < 0 ? 1 : -1, 3);
  });

  it("is east in the morning and west in the evening, in both hemispheres", () => {
    for (const latitude of [52, -36.85]) {
      const sun = solarDay(latitude, 0, utc(2026, 4, 10) + day / 2);
      const direction = (moment = Number.NaN): number =>
        solarPosition(latitude, 0, moment).azimuthDegrees;
      expect(direction(sun?.sunrise)).toBeGreaterThan(60);
      expect(direction(sun?.sunrise)).toBeLessThan(120);
      expect(direction(sun?.sunset)).toBeGreaterThan(240);
      expect(direction(sun?.sunset)).toBeLessThan(300);
    }
  });

  it("is late in February and early in November, by the equation of time", () => {
    const noonMinutes = (moment: number): number =>
      ((solarDay(0, 0, moment + day / 2)?.noon ?? Number.NaN) - moment - day / 2) / 60;
    expect(noonMinutes(utc(2026, 2, 11))).toBeCloseTo(14.2, 0);
    expect(noonMinutes(utc(2026, 11, 3))).toBeCloseTo(-16.4, 0);
  });

  it("does not set at 68° N in June, nor rise in December", () => {
    expect(solarDay(68, 0, utc(2026, 6, 21))).toBeUndefined();
    expect(solarDay(68, 0, utc(2026, 12, 21))).toBeUndefined();
  });
});

describe("a year under the sky", () => {
  it("yields at 52° N what southern roofs there yield, most of it in summer", () => {
    for (const seed of [1, 2, 3]) {
      const site = berlinSite([], { seed, inverters: 2 });
      const months = new Array<number>(12).fill(0);
      for (const today of daysOf(site, berlinNewYear, utc(2026, 12, 31))) {
        const month = Number(today.date.slice(5, 7)) - 1;
        const kilowattHours = (joulesOf(today, 0) + joulesOf(today, 1)) / 3.6e6;
        months[month] = (months[month] ?? 0) + kilowattHours / (2 * 0.29);
      }
      const year = months.reduce((sum, month) => sum + month);
      expect(year).toBeGreaterThan(850);
      expect(year).toBeLessThan(1150);
      const [january = 0, june = 0, december = 0] = [months[0], months[5], months[11]];
      expect(june).toBeGreaterThan(2 * Math.max(january, december));
    }
  });

  it.each([
    ["Pacific/Auckland", -36.85, 174.76],
    ["Pacific/Apia", -13.83, -171.77],
    ["Atlantic/Reykjavik", 64.15, -21.94],
  ])("has days in %s that are brightest around noon there", (timeZone, latitude, longitude) => {
    const since = utc(2026, 1, 1);
    const site = createSite({ sky: { latitude, longitude }, timeZone, since, inverters: 1 });
    const hour = new Intl.DateTimeFormat("en-US", { timeZone, hour: "numeric", hourCycle: "h23" });
    let [energy, moment] = [0, 0];
    for (const today of daysOf(site, since + day, since + 366 * day)) {
      for (const [row, joules] of today.joulesProduced.entries()) {
        energy += joules;
        moment += joules * Number(hour.format((today.endDate[row] ?? 0) * 1000));
      }
    }
    expect(moment / energy).toBeGreaterThan(11);
    expect(moment / energy).toBeLessThan(14);
    expect(energy / 3.6e6 / 0.29).toBeGreaterThan(600);
  });

  it("is brightest in December in the south", () => {
    const sky = { latitude: -36.85, longitude: 174.76 };
    const site = createSite({ sky, timeZone: "Pacific/Auckland", since: utc(2025, 12, 1) });
    const total = (from: number): number =>
      daysOf(site, from, from + 30 * day).reduce((sum, today) => sum + joulesOf(today, 0), 0);
    expect(total(utc(2025, 12, 2))).toBeGreaterThan(1.5 * total(utc(2026, 6, 1)));
  });

  it("is silent through polar nights, and shows the last report until light returns", () => {
    const sky = { latitude: 69.65, longitude: 18.96 };
    const site = createSite({ sky, timeZone: "Europe/Oslo", since: utc(2025, 6, 1), inverters: 1 });
    const december = utc(2025, 12, 21) + day / 2;
    expect(site.readingsAt(december).count).toBe(0);
    const [inverter] = site.invertersAt(december);
    expect(inverter?.report?.endDate).toBeGreaterThan(utc(2025, 11, 1));
    expect(inverter?.report?.endDate).toBeLessThan(utc(2025, 12, 1));
    expect(site.readingsAt(utc(2025, 6, 21) + day / 2).count).toBe(96);
  });

  it("has the same clouds for every panel, and for every site that shares the sky's seed", () => {
    const sky = { latitude: 52, longitude: 13, seed: 9 };
    const curve = (seed: number): number[] => {
      const today = berlinSite([], { seed, sky, inverters: 1 }).readingsAt(utc(2026, 6, 10));
      return [joulesOf(today, 0)];
    };
    const [one = 0] = curve(1);
    const [two = 0] = curve(2);
    expect(one).not.toBe(two);
    expect(one / two).toBeGreaterThan(0.88);
    expect(one / two).toBeLessThan(1.13);
  });

  it("has clear and dull days that come in spells", () => {
    const days = daysOf(berlinSite(), utc(2026, 5, 1), utc(2026, 8, 1)).map((today) =>
      joulesOf(today, 0),
    );
    const mean = days.reduce((sum, joules) => sum + joules) / days.length;
    expect(Math.min(...days)).toBeLessThan(0.5 * mean);
    expect(Math.max(...days)).toBeGreaterThan(1.3 * mean);
    const covariance = days.reduce(
      (sum, joules, place) => sum + (joules - mean) * ((days[place + 1] ?? mean) - mean),
      0,
    );
    const variance = days.reduce((sum, joules) => sum + (joules - mean) ** 2, 0);
    expect(covariance / variance).toBeGreaterThan(0.2);
  });
});

describe("roofs", () => {
  const roofs = [
    { name: "east", azimuth: 90, tilt: 40, inverters: 2 },
    { name: "west", azimuth: 270, tilt: 40, inverters: 2, inverterWatts: 120 },
  ];
  const site = berlinSite([], { roofs, inverters: 4 });

  it("that face east have their energy before those that face west", () => {
    const centre = (inverter: number): number => {
      let [energy, moment] = [0, 0];
      for (const today of daysOf(site, utc(2026, 6, 1), utc(2026, 7, 1))) {
        for (const [row, joules] of today.joulesProduced.entries()) {
          if (today.inverter[row] !== inverter) continue;
          energy += joules;
          moment += joules * ((today.endDate[row] ?? 0) - today.start);
        }
      }
      return moment / energy / 3600;
    };
    expect(centre(3) - centre(0)).toBeGreaterThan(2);
  });

  it("give no more than their inverters can", () => {
    let most = 0;
    for (const today of daysOf(site, utc(2026, 6, 1), utc(2026, 7, 1))) {
      for (const [row, joules] of today.joulesProduced.entries()) {
        const watts = joules / (today.durationSeconds[row] ?? 0);
        if ((today.inverter[row] ?? 0) >= 2) most = Math.max(most, watts);
      }
    }
    expect(most).toBeLessThan(120.01);
    expect(most).toBeGreaterThan(119.9);
  });

  it("need a sky, and as many inverters as the site has", () => {
    expect(() => createSite({ roofs })).toThrow(/add sky/);
    expect(() => berlinSite([], { roofs, inverters: 5 })).toThrow(/have 4 inverters/);
  });
});
