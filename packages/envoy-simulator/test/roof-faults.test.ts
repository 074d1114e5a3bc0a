import { faultTruth, type RoofFault, solarPosition } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { berlinNewYear, berlinSite, daysOf, joulesOf, rowsOf, utc } from "./support/years.js";

const hour = 3600;
const day = 24 * hour;

/** The energy of an inverter in each day of a span, as a share of that of inverter 0, which has no fault. */
function ratios(
  faults: readonly RoofFault[],
  inverter: number,
  from: number,
  to: number,
): number[] {
  const flawless = berlinSite();
  const [day0] = daysOf(flawless, from, from + 1);
  const usual = day0 === undefined ? Number.NaN : joulesOf(day0, inverter) / joulesOf(day0, 0);
  return daysOf(berlinSite(faults), from, to).map(
    (today) => joulesOf(today, inverter) / joulesOf(today, 0) / usual,
  );
}

describe("a shadow", () => {
  const chimney = {
    kind: "shadow",
    inverters: [1],
    from: berlinNewYear,
    azimuthFrom: 110,
    azimuthTo: 160,
    elevationBelow: 20,
  } as const satisfies RoofFault;
  const [shaded, open] = [berlinSite([chimney]), berlinSite()];

  it("takes power only while the sun is behind the obstacle", () => {
    let [behind, lower] = [0, 0];
    for (const from of [utc(2026, 1, 5), utc(2026, 3, 20), utc(2026, 6, 20)]) {
      const free = daysOf(open, from, from + 5 * day);
      for (const [place, today] of daysOf(shaded, from, from + 5 * day).entries()) {
        for (const row of rowsOf(today, 1)) {
          const [end = 0, duration = 0] = [today.endDate[row], today.durationSeconds[row]];
          const [less = 0, full = 0] = [
            today.joulesProduced[row],
            free[place]?.joulesProduced[row],
          ];
          const sun = solarPosition(52, 13, end - duration / 2);
          // The sky is computed every five minutes, so the edges are not sharp.
          const margin = 2;
          const isBehind =
            sun.azimuthDegrees > 110 - margin &&
            sun.azimuthDegrees < 160 + margin &&
            sun.elevationDegrees < 20 + margin;
          if (isBehind) behind++;
          else expect(less).toBe(full);
          if (less < full) lower++;
        }
      }
    }
    expect(behind).toBeGreaterThan(50);
    expect(lower / behind).toBeGreaterThan(0.4);
  });

  it("is on winter mornings, and not in summer, and on no other panel", () => {
    const lost = (from: number, inverter: number): number => {
      const sum = (days: ReturnType<typeof daysOf>): number =>
        days.reduce((total, today) => total + joulesOf(today, inverter), 0);
      const to = from + 20 * day;
      return 1 - sum(daysOf(shaded, from, to)) / sum(daysOf(open, from, to));
    };
    expect(lost(utc(2026, 1, 5), 1)).toBeGreaterThan(0.05);
    expect(lost(utc(2026, 6, 10), 1)).toBeLessThan(0.03);
    expect(lost(utc(2026, 1, 5), 2)).toBe(0);
  });

  it("leaves what it does not take of the beam, and may pass through north", () => {
    const wall = { ...chimney, azimuthFrom: 270, azimuthTo: 120, elevationBelow: 90 };
    const january = utc(2026, 1, 10);
    const energy = (fault: RoofFault): number =>
      joulesOf(berlinSite([fault]).readingsAt(january), 1);
    const whole = joulesOf(open.readingsAt(january), 1);
    const south = { ...wall, azimuthFrom: 90, azimuthTo: 270 };
    expect(energy(wall)).toBe(whole);
    expect(energy({ ...wall, azimuthTo: 180 })).toBeLessThan(whole);
    expect(energy(south)).toBeLessThan(whole);
    const half = energy({ ...south, beamLost: 0.5 });
    expect(Math.abs(half - (whole + energy(south)) / 2)).toBeLessThan(30);
  });
});

describe("a panel", () => {
  const from = utc(2026, 5, 1) - 2 * hour;

  it("that dies suddenly gives its share of its neighbours from then on", () => {
    const dying: RoofFault = {
      kind: "dying",
      inverters: [1],
      from: from + 3 * day,
      shareLeft: 0.4,
    };
    for (const [place, ratio] of ratios([dying], 1, from, from + 6 * day).entries()) {
      // Inverters report at times of their own, and clouds move meanwhile.
      expect(Math.abs(ratio - (place < 3 ? 1 : 0.4))).toBeLessThan(0.02);
    }
  });

  it("that dies slowly gives less each day, until it is mended", () => {
    const dying: RoofFault = {
      kind: "dying",
      inverters: [1],
      from,
      to: from + 14 * day,
      shareLeft: 0.2,
      overDays: 10,
    };
    const shares = ratios([dying], 1, from - day, from + 16 * day);
    expect(shares[0]).toBeCloseTo(1, 1);
    // The day begins 14 hours before its sun is highest: halfway through day five it is at 56 %.
    expect(shares[6]).toBeGreaterThan(0.5);
    expect(shares[6]).toBeLessThan(0.62);
    expect(shares.slice(11, 15).every((share) => Math.abs(share - 0.2) < 0.01)).toBe(true);
    expect(shares[15]).toBeCloseTo(1, 1);
  });

  it("that gets dirty loses more each day, until it is cleaned", () => {
    const dirt: RoofFault = {
      kind: "soiled",
      inverters: [1, 2],
      from,
      to: from + 40 * day,
      shareLost: 0.2,
    };
    const shares = ratios([dirt], 1, from, from + 41 * day);
    expect(shares[0]).toBeGreaterThan(0.98);
    expect(shares[20]).toBeCloseTo(0.9, 1);
    expect(shares[39]).toBeLessThan(0.81);
    expect(shares[40]).toBeCloseTo(1, 1);
  });
});

describe("an inverter", () => {
  it("that is dead does not report, keeps its counter, and goes on when it was replaced", () => {
    const from = utc(2026, 5, 1) + 10 * hour;
    const site = berlinSite([{ kind: "dead", inverters: [2], from, to: from + 400 * day }]);
    const [today, later] = [site.readingsAt(from), site.readingsAt(from + 200 * day)];
    expect(rowsOf(today, 2).every((row) => (today.endDate[row] ?? 0) < from)).toBe(true);
    expect(rowsOf(today, 2).length).toBeGreaterThan(10);
    expect(rowsOf(later, 2)).toEqual([]);
    expect(rowsOf(later, 1).length).toBeGreaterThan(20);
    const shown = (moment: number) => site.invertersAt(moment)[2];
    expect(shown(from + 300 * day)).toEqual({
      ...shown(from),
      wattHoursToday: 0,
      wattHoursYesterday: 0,
    });
    expect(rowsOf(site.readingsAt(from + 401 * day), 2).length).toBeGreaterThan(20);
  });

  it("without a grid reports that it produced nothing, and for how long", () => {
    const from = utc(2026, 5, 1) + 10 * hour;
    const to = from + 2 * hour;
    const site = berlinSite([{ kind: "grid-outage", from, to }], { meters: "enabled" });
    const today = site.readingsAt(from);
    let errors = 0;
    for (const row of rowsOf(today, 1)) {
      const [end = 0, duration = 0] = [today.endDate[row], today.durationSeconds[row]];
      errors += today.errorSeconds[row] ?? 0;
      if (end - duration >= from && end <= to) {
        expect(today.joulesProduced[row]).toBe(0);
        expect(today.acVoltageMillivolts[row]).toBe(0);
        expect(today.errorSeconds[row]).toBe(duration);
      }
    }
    expect(errors).toBe(2 * hour);
    expect(site.flowsAt(from + hour).production[0]?.watts).toBe(0);
    expect(site.flowsAt(to + hour).production[0]?.watts).toBeGreaterThan(0);
  });
});

describe("the truth about faults", () => {
  const noon = utc(2026, 6, 10) + 10 * hour;
  const dying: RoofFault = { kind: "dying", inverters: [1], from: noon - 30 * day, shareLeft: 0.4 };
  const dead: RoofFault = { kind: "dead", inverters: [2, 3], from: noon - 5 * day };
  const silent: RoofFault = { kind: "recorder-outage", from: noon, to: noon + 4 * hour };
  const truth = faultTruth(berlinSite([dying, dead, silent]));

  it("lists what is wrong at a moment", () => {
    expect(truth.faultsAt(noon - 40 * day)).toEqual([]);
    expect(truth.faultsAt(noon - 1)).toEqual([dying, dead]);
    expect(truth.faultsAt(noon)).toEqual([dying, dead, silent]);
    expect(truth.faultsAt(noon + 4 * hour)).toEqual([dying, dead]);
  });

  it("knows what each fault took from each inverter on a day", () => {
    const flawless = berlinSite().readingsAt(noon);
    const whole = (inverter: number): number => joulesOf(flawless, inverter) / 3.6e6;
    const losses = truth.lossesOn(noon);
    expect(losses.map(({ fault, inverter }) => [fault.kind, inverter])).toEqual([
      ["dying", 1],
      ["dead", 2],
      ["dead", 3],
      ["recorder-outage", 0],
      ["recorder-outage", 1],
      ["recorder-outage", 2],
      ["recorder-outage", 3],
    ]);
    const [ofDying, ofDead, , ofSilence, , ofDeadInSilence] = losses;
    expect(ofDying?.kilowattHours).toBeCloseTo(0.6 * whole(1), 3);
    expect(ofDying?.readings).toBe(0);
    expect(ofDead?.kilowattHours).toBeCloseTo(whole(2), 6);
    expect(ofDead?.readings).toBe(rowsOf(flawless, 2).length);
    expect(ofSilence).toMatchObject({ kilowattHours: 0, readings: 15 });
    expect(ofDeadInSilence?.readings).toBe(0);
  });

  it("is only about inverters that exist", () => {
    expect(() => berlinSite([{ ...dead, inverters: [3, 4] }])).toThrow(/numbered 0 to 3/);
  });
});
