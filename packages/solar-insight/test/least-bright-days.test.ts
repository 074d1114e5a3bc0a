import { type DaySummaries, failingInverters, leastBrightDays } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";

const inverters = ["a", "b", "c", "d"];

/** Bright days of which each has the same energy, but for the first inverter's, from one of them on. */
function brightDaysUntil(days: number, lowFrom: number): DaySummaries {
  const rows = Array.from({ length: days * inverters.length }, (_, row) => {
    const [inverter, day] = [row % inverters.length, Math.floor(row / inverters.length)];
    // Not all alike: a day differs by half a per cent.
    const share = (inverter === 0 && day >= lowFrom ? 0.6 : 1) * (1 + ((row * 7) % 11) / 2000);
    return { inverter, day, share };
  });
  const column = (of: (row: (typeof rows)[number]) => number): Float64Array =>
    Float64Array.from(rows, of);
  return {
    inverters,
    inverter: column(({ inverter }) => inverter),
    day: column(({ day }) => day),
    joules: column(({ share }) => 4_000_000 * share),
    counterWattHours: column(() => 1000),
    peakWatts: column(({ share }) => 200 * share),
    periods: column(() => 50),
    gapSeconds: column(() => 0),
    gapJoules: column(() => 0),
    maxTemperatureCelsius: column(() => 30),
    errorSeconds: column(() => 0),
  };
}

describe("leastBrightDays", () => {
  it("is after how many an inverter can be called low, and not before", () => {
    const lowFrom = leastBrightDays - 7;
    const found = (days: number): number =>
      failingInverters(brightDaysUntil(days, lowFrom), { today: days }).length;
    expect(found(leastBrightDays - 1)).toBe(0);
    expect(found(leastBrightDays)).toBe(1);
  });
});
