import { type DayReport, type ReportingInverter, serialNumberOf } from "./inverter-reports.js";
import { dateOf, type LocalDays } from "./local-days.js";
import type { RecorderOutage } from "./roof-faults.js";

/**
 * The readings of all inverters in one day of the gateway's time zone, one place in each column for each
 * reading: by inverter, then by time. They are what a recorder that polls all the time would see of the
 * gateway's `device_data`.
 */
export interface DayOfReadings {
  /** Such as "2026-06-10". */
  readonly date: string;
  /** When the day begins and ends, in seconds since 1970. A day may have 23 or 25 hours. */
  readonly start: number;
  readonly end: number;
  /** How many readings there are. */
  readonly count: number;
  /** The serial numbers of all inverters of the site. */
  readonly serialNumbers: readonly string[];
  /** Whose reading it is: a place in `serialNumbers`. */
  readonly inverter: Uint16Array;
  /** The end of the period, in seconds since 1970. */
  readonly endDate: Float64Array;
  readonly durationSeconds: Uint16Array;
  readonly joulesProduced: Uint32Array;
  readonly acVoltageMillivolts: Uint32Array;
  readonly acFrequencyMillihertz: Uint32Array;
  readonly dcVoltageMillivolts: Uint32Array;
  readonly dcCurrentMilliamperes: Uint32Array;
  readonly temperatureCelsius: Int16Array;
  readonly errorSeconds: Uint16Array;
  readonly wattHoursToday: Uint32Array;
  readonly lifetimeJoules: Float64Array;
}

/** What the readings of a site are made of; an inverter that was removed has no reports. */
export interface ReadingsModel {
  readonly reporters: readonly (ReportingInverter | undefined)[];
  readonly days: LocalDays;
  readonly outages: readonly RecorderOutage[];
}

/** The readings of a day, by its number since 1970. */
export function readingsOfDay(model: ReadingsModel, dayNumber: number): DayOfReadings {
  const { reporters, days } = model;
  const end = days.startOf(dayNumber + 1);
  const seen = reporters.map((reporter) =>
    reporter === undefined ? [] : seenReports(reporter, dayNumber, model),
  );
  const count = seen.reduce((sum, reports) => sum + reports.length, 0);
  const readings = {
    date: dateOf(dayNumber),
    start: days.startOf(dayNumber),
    end,
    count,
    serialNumbers: reporters.map((_, index) => serialNumberOf(index)),
    inverter: new Uint16Array(count),
    endDate: new Float64Array(count),
    durationSeconds: new Uint16Array(count),
    joulesProduced: new Uint32Array(count),
    acVoltageMillivolts: new Uint32Array(count),
    acFrequencyMillihertz: new Uint32Array(count),
    dcVoltageMillivolts: new Uint32Array(count),
    dcCurrentMilliamperes: new Uint32Array(count),
    temperatureCelsius: new Int16Array(count),
    errorSeconds: new Uint16Array(count),
    wattHoursToday: new Uint32Array(count),
    lifetimeJoules: new Float64Array(count),
  };
  let row = 0;
  for (const [index, reporter] of reporters.entries()) {
    if (reporter === undefined) continue;
    const joulesBefore = reporter.joulesBefore(dayNumber);
    for (const { report, seenAt } of seen[index] ?? []) {
      const measured = reporter.measured(report);
      readings.inverter[row] = index;
      readings.endDate[row] = measured.endDate;
      readings.durationSeconds[row] = measured.durationSeconds;
      readings.joulesProduced[row] = measured.joulesProduced;
      readings.acVoltageMillivolts[row] = measured.acVoltageMillivolts;
      readings.acFrequencyMillihertz[row] = measured.acFrequencyMillihertz;
      readings.dcVoltageMillivolts[row] = measured.dcVoltageMillivolts;
      readings.dcCurrentMilliamperes[row] = measured.dcCurrentMilliamperes;
      readings.temperatureCelsius[row] = measured.temperatureCelsius;
      readings.errorSeconds[row] = measured.errorSeconds;
      // Who first sees the evening's report after midnight sees the new day's energy beside it.
      readings.wattHoursToday[row] = seenAt < end ? Math.floor(report.joulesSoFar / 3600) : 0;
      readings.lifetimeJoules[row] = joulesBefore + report.joulesSoFar;
      row++;
    }
  }
  return readings;
}

interface SeenReport {
  readonly report: DayReport;
  /** When the recorder first saw it, in seconds since 1970. */
  readonly seenAt: number;
}

/** The reports of a day that the gateway still shows when somebody polls. */
function seenReports(
  reporter: ReportingInverter,
  dayNumber: number,
  { days, outages }: ReadingsModel,
): readonly SeenReport[] {
  const reports = reporter.reportsOf(dayNumber);
  const seen: SeenReport[] = [];
  for (const [place, report] of reports.entries()) {
    const seenAt = outages.reduce(
      (moment, { from, to }) => (from <= moment && moment < to ? to : moment),
      report.end,
    );
    if (seenAt === report.end) {
      seen.push({ report, seenAt });
      continue;
    }
    let next = reports[place + 1];
    for (let day = dayNumber + 1; next === undefined && days.startOf(day) <= seenAt; day++) {
      next = reporter.reportsOf(day)[0];
    }
    if (next === undefined || next.end > seenAt) seen.push({ report, seenAt });
  }
  return seen;
}
