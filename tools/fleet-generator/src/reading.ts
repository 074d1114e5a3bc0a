import type { DayOfReadings } from "@envoy/envoy-simulator";

/** A reading as a household's recorder archived it. */
export interface Reading {
  readonly serialNumber: string;
  /** The end of the period, in seconds since 1970. */
  readonly endDate: number;
  readonly durationSeconds: number;
  readonly joulesProduced: number;
  readonly acVoltageMillivolts: number;
  readonly acCurrentMilliamperes: number;
  readonly dcVoltageMillivolts: number;
  readonly dcCurrentMilliamperes: number;
  readonly acFrequencyMillihertz: number;
  readonly temperatureCelsius: number;
  readonly errorSeconds: number;
  readonly errorCycles: number;
  /** Up to 2^64 - 1. Null where the archive's types cannot hold it. */
  readonly flags: bigint | null;
  readonly wattHoursToday: number;
}

/** What a working inverter of the simulated gateway sets. */
export const usualFlags = 2_097_152n;

/** The readings of a simulated day; `serialNumbers` are by inverter, in place of the simulator's, which are the same for all sites. */
export function* readingsOf(
  day: DayOfReadings,
  serialNumbers: readonly string[],
): Generator<Reading> {
  for (let row = 0; row < day.count; row++) {
    yield {
      serialNumber: serialNumbers[day.inverter[row] ?? 0] ?? "",
      endDate: day.endDate[row] ?? 0,
      durationSeconds: day.durationSeconds[row] ?? 0,
      joulesProduced: day.joulesProduced[row] ?? 0,
      acVoltageMillivolts: day.acVoltageMillivolts[row] ?? 0,
      acCurrentMilliamperes: 0,
      dcVoltageMillivolts: day.dcVoltageMillivolts[row] ?? 0,
      dcCurrentMilliamperes: day.dcCurrentMilliamperes[row] ?? 0,
      acFrequencyMillihertz: day.acFrequencyMillihertz[row] ?? 0,
      temperatureCelsius: day.temperatureCelsius[row] ?? 0,
      errorSeconds: day.errorSeconds[row] ?? 0,
      errorCycles: 0,
      flags: usualFlags,
      wattHoursToday: day.wattHoursToday[row] ?? 0,
    };
  }
}

/** Tells readings apart, as an archive's primary key does. */
export function keyOf({ serialNumber, endDate }: Reading): string {
  return `${serialNumber} ${endDate}`;
}

/** In the order of an archive's files. */
export function compareReadings(a: Reading, b: Reading): number {
  if (a.serialNumber !== b.serialNumber) return a.serialNumber < b.serialNumber ? -1 : 1;
  return a.endDate - b.endDate;
}
