import { type DayGrid, dayGrid } from "./day-grid.js";
import type { DaySummaries } from "./day-summaries.js";
import { at } from "./readings.js";

/** What a site's inverters produced together, a row for each day from the first to the last. */
export interface SiteDays {
  /** The day of the first row, in days since 1970-01-01; the others follow it. */
  readonly firstDay: number;
  /** The energy of the day's readings, in joules; NaN where no reading tells. */
  readonly joules: Float64Array;
  /** What is known of the energy that gaps held, in joules. It is not in `joules`. */
  readonly gapJoules: Float64Array;
  /** How long the gaps of all inverters are together, in seconds. */
  readonly gapSeconds: Float64Array;
  /** How many inverters have readings. */
  readonly reporting: Uint16Array;
  /** How many should have: from the first day with readings of an inverter to its last row. */
  readonly expected: Uint16Array;
  /**
   * 1 where `joules` and `gapJoules` together are all that the day had: some inverter reports, the energy
   * of every gap is known, and nobody who reported in the two weeks before is missing. (After those, it is
   * taken to be out of service, and what the others make is the whole.)
   */
  readonly isWhole: Uint8Array;
}

/** Options of {@link siteDays}. */
export interface SiteDaysOptions {
  /** The first day, in days since 1970-01-01. @default that of the first row */
  readonly from?: number;
  /** The last day. @default that of the last row */
  readonly to?: number;
}

/** An inverter that has not reported for longer is out of service. */
const outOfServiceDays = 14;

/** Adds up the inverters of each day. Days of which no row tells are missing, and not 0. */
export function siteDays(summaries: DaySummaries, options: SiteDaysOptions = {}): SiteDays {
  const grid = dayGrid(summaries);
  const { from = grid.firstDay, to = grid.firstDay + grid.days - 1 } = options;
  const days = Math.max(0, to - from + 1);
  const site: SiteDays = {
    firstDay: from,
    joules: new Float64Array(days).fill(Number.NaN),
    gapJoules: new Float64Array(days),
    gapSeconds: new Float64Array(days),
    reporting: new Uint16Array(days),
    expected: new Uint16Array(days),
    isWhole: new Uint8Array(days).fill(1),
  };
  for (let inverter = 0; inverter < summaries.inverters.length; inverter++) {
    addInverter(site, grid, inverter);
  }
  for (let day = 0; day < days; day++) if (site.reporting[day] === 0) site.isWhole[day] = 0;
  return site;
}

function addInverter(site: SiteDays, grid: DayGrid, inverter: number): void {
  const { periods, gapSeconds = [], gapJoules = [], joules } = grid.summaries;
  let isExpected = false;
  let lastReport = 0;
  const last = grid.lastRowDay(inverter);
  for (let day = grid.firstDay; day <= last; day++) {
    const row = grid.row(inverter, day);
    const energy = row < 0 ? Number.NaN : at(joules, row);
    const reports = row >= 0 && (at(periods, row) > 0 || !Number.isNaN(energy));
    isExpected ||= reports;
    if (reports) lastReport = day;
    const place = day - site.firstDay;
    if (!isExpected || place < 0 || place >= site.joules.length) continue;
    site.expected[place] = at(site.expected, place) + 1;
    const missed = row < 0 ? Number.NaN : at(gapJoules, row);
    const isKnown = (reports && at(gapSeconds, row) === 0) || !Number.isNaN(missed);
    if (!isKnown && day - lastReport <= outOfServiceDays) site.isWhole[place] = 0;
    if (row < 0) continue;
    site.gapSeconds[place] = at(site.gapSeconds, place) + (at(gapSeconds, row) || 0);
    site.gapJoules[place] = at(site.gapJoules, place) + (missed || 0);
    if (!reports) continue;
    site.reporting[place] = at(site.reporting, place) + 1;
    const sum = at(site.joules, place);
    if (Number.isNaN(energy)) site.isWhole[place] = 0;
    else site.joules[place] = Number.isNaN(sum) ? energy : sum + energy;
  }
}

/** What is taken for the daylight of a day whose gaps are weighed, in seconds. */
const daylightSeconds = 43_200;

/** Which share of a day is missing, from 0 to 1: of its inverters, or of its daylight, whichever is more. 0 of a whole day. */
export function missingShare(site: SiteDays, day: number): number {
  const place = day - site.firstDay;
  if (site.isWhole[place] === 1) return 0;
  const expected = site.expected[place] ?? 0;
  if (expected === 0 || Number.isNaN(site.joules[place])) return 1;
  const inverters = 1 - at(site.reporting, place) / expected;
  return Math.min(
    1,
    Math.max(inverters, at(site.gapSeconds, place) / (expected * daylightSeconds)),
  );
}

/** All that a day had, in joules; NaN if it is not whole. */
export function wholeJoules(site: SiteDays, place: number): number {
  return site.isWhole[place] === 1
    ? at(site.joules, place) + at(site.gapJoules, place)
    : Number.NaN;
}
