import { median } from "@envoy/solar-insight";
import { ratio } from "./ratio.js";
import { type InverterDay, periodSeconds, type SiteMonth } from "./site-month.js";

/** What a site's inverters made and lost on each day, as far as the site alone tells. Of an inverter and day: at `inverter * days + day`. */
export interface SiteEnergy {
  /** Joules that readings or the counter of the day tell of. */
  readonly made: Float64Array;
  /** Those of them of which only the counter tells. */
  readonly unread: Float64Array;
  readonly states: readonly DayState[];
  /** For those that are down: the share of the day, 0 to 1, for which they were. */
  readonly downShares: Float64Array;
  /** How much of its daylight readings tell of, 0 to 1; NaN where the daylight is not known. */
  readonly coverage: Float64Array;
  /** What each inverter makes by comparison with the mean of the site: rdtools' relative size. 1 if unknown. */
  readonly sizes: readonly number[];
  /** Joules of an inverter of size 1 on each day, of those that are up; NaN if none is. */
  readonly perInverter: Float64Array;
  /** Whether readings tell of nearly all of a day. */
  readonly isWhole: readonly boolean[];
}

/**
 * - "up": it produced for as long as usual
 * - "down": the other inverters produced meanwhile, or it says itself that it could not
 * - "unknown": nothing tells, because nobody polled, or its energy is not known
 * - "not expected": before its first reading
 */
export type DayState = "up" | "down" | "unknown" | "not expected";

/** An inverter is down if it misses more than this share of the day, and more than this many periods. */
const downShare = 0.1;
const downPeriods = 3;

/** A day is whole if readings tell of this share of it. */
const wholeShare = 0.9;

/** A counter that grew faster was not of this inverter, or of another day. */
const mostWatts = 1000;

/** `daylight` is the length of each day in seconds; `hasDays` whether counters of the day begin at the midnights of these days. */
export function siteEnergy(site: SiteMonth, daylight: Float64Array, hasDays: boolean): SiteEnergy {
  const { days } = site;
  const inverters = site.serialNumbers.length;
  const period = periodSeconds(site);
  const made = new Float64Array(inverters * days);
  const unread = new Float64Array(inverters * days);
  const coverage = new Float64Array(inverters * days);
  for (let place = 0; place < made.length; place++) {
    const day = place % days;
    const cell = site.at(Math.floor(place / days), day);
    const light = daylight[day] ?? Number.NaN;
    coverage[place] = Math.min(1, (cell?.seconds ?? 0) / light);
    unread[place] = cell !== undefined && hasDays ? unreadJoules(cell, light, period) : 0;
    made[place] = (cell?.joules ?? 0) + (unread[place] ?? 0);
  }
  const { states, downShares } = dayStates(site, daylight, period);
  const sizes = relativeSizes(site, made, states);
  const perInverter = Float64Array.from({ length: days }, (_, day) => {
    const up = upOn(states, day, days);
    return ratio(
      sum(up, (i) => made[i * days + day]),
      sum(up, (i) => sizes[i]),
    );
  });
  const isWhole = Array.from({ length: days }, (_, day) => {
    const up = upOn(states, day, days);
    return sum(up, (i) => coverage[i * days + day]) >= wholeShare * up.length && up.length > 0;
  });
  return { made, unread, states, downShares, coverage, sizes, perInverter, isWhole };
}

/** The inverters that are up on a day. */
export function upOn(states: readonly DayState[], day: number, days: number): readonly number[] {
  const up: number[] = [];
  for (let inverter = 0; inverter * days < states.length; inverter++) {
    if (states[inverter * days + day] === "up") up.push(inverter);
  }
  return up;
}

function sum(places: readonly number[], numberOf: (place: number) => number | undefined): number {
  return places.reduce((total, place) => total + (numberOf(place) ?? Number.NaN), 0);
}

/** What the counter of the day tells of beyond the readings: it counts whole watt-hours, and goes on while nobody polls. */
function unreadJoules(cell: InverterDay, light: number, period: number): number {
  const more = cell.wattHoursToday * 3600 - cell.joules;
  const missing = Math.max(0, light - cell.seconds) + period;
  return more >= 3600 && more <= missing * mostWatts ? more : 0;
}

/**
 * Who was up. An inverter that is usually awake for a share of the time in which others are is expected to be so on each day.
 * That is compared by time, not by energy: dirt and shade are no downtime.
 */
function dayStates(
  site: SiteMonth,
  daylight: Float64Array,
  period: number,
): Pick<SiteEnergy, "states" | "downShares"> {
  const { days } = site;
  const inverters = [...site.serialNumbers.keys()];
  const producing = (inverter: number, day: number): number =>
    site.at(inverter, day)?.producingSeconds ?? 0;
  const allDays = Array.from({ length: days }, (_, day) => day);
  const typical = allDays.map((day) =>
    median(inverters.map((inverter) => producing(inverter, day) || Number.NaN)),
  );
  const usual = inverters.map((inverter) => {
    const shares = allDays.map(
      (day) => (producing(inverter, day) || Number.NaN) / (typical[day] ?? Number.NaN),
    );
    const share = median(shares);
    return Number.isNaN(share) ? 1 : share;
  });
  const longest = allDays.map((day) =>
    Math.max(0, ...inverters.map((inverter) => producing(inverter, day) / (usual[inverter] ?? 1))),
  );
  const states: DayState[] = [];
  const downShares = new Float64Array(inverters.length * days);
  for (const inverter of inverters) {
    for (const day of allDays) {
      const cell = site.at(inverter, day);
      const expected = (usual[inverter] ?? 1) * (longest[day] ?? 0);
      const light = Math.max(expected, daylight[day] || 0);
      const isMuch = (seconds: number, of: number): boolean =>
        seconds > Math.max(downPeriods * period, downShare * of);
      const silent = expected - producing(inverter, day);
      const errors = cell?.errorSeconds ?? 0;
      const isDown = isMuch(silent, expected) || isMuch(errors, light);
      if (day < (site.firstDays[inverter] ?? 0)) states.push("not expected");
      else if (cell !== undefined && cell.energies < cell.readings) states.push("unknown");
      else if (isDown) {
        states.push("down");
        const share = Math.max(ratio(silent, expected) || 0, ratio(errors, light) || 0);
        downShares[inverter * days + day] = cell === undefined ? 1 : Math.min(1, share);
      } else states.push(cell !== undefined && cell.producingSeconds > 0 ? "up" : "unknown");
    }
  }
  return { states, downShares };
}

/** As rdtools estimates them: the median of each one's energy over the mean of those that are up. */
function relativeSizes(
  { serialNumbers, days }: SiteMonth,
  made: Float64Array,
  states: readonly DayState[],
): readonly number[] {
  const shares: number[][] = serialNumbers.map(() => []);
  for (let day = 0; day < days; day++) {
    const up = upOn(states, day, days);
    const mean = sum(up, (inverter) => made[inverter * days + day]) / up.length;
    if (!(mean > 0)) continue;
    for (const inverter of up) shares[inverter]?.push((made[inverter * days + day] ?? 0) / mean);
  }
  return shares.map((ofInverter) => {
    const size = median(ofInverter);
    return size > 0 ? size : 1;
  });
}
