import { median } from "@envoy/solar-insight";
import { daylightSeconds } from "./daylight.js";
import { type NeighbourDays, type SiteDays, wholeDays } from "./fleet-days.js";
import { ratio } from "./ratio.js";
import type { GatewayRow, InverterRow } from "./report-rows.js";
import type { Roof } from "./roof.js";
import { isSilentGateway, silentInverters } from "./silence.js";
import { type SiteEnergy, siteEnergy, upOn } from "./site-energy.js";
import { siteLosses } from "./site-losses.js";
import type { SiteMonth } from "./site-month.js";

/** What a report says of one gateway. */
export interface SiteReport {
  readonly gateway: GatewayRow;
  readonly inverters: readonly InverterRow[];
}

/** The report of a gateway's month, by what its neighbours made. */
export function siteReport(
  roof: Roof,
  site: SiteMonth,
  own: SiteDays,
  neighbours: NeighbourDays,
): SiteReport {
  const { days } = site;
  const places = [...site.serialNumbers.keys()];
  const isNear = neighbours.basis === "near";
  const daylight = daylightSeconds(site, own.times, neighbours.times, isNear);
  const energy = siteEnergy(site, daylight, roof.timeZone !== undefined);
  const whole = wholeDays(energy);
  const share = shareOf(whole, neighbours.perInverter);
  const expected = neighbours.perInverter.map((joules) => joules * share);
  const losses = siteLosses(site, energy, expected, daylight);
  const isSilent = isSilentGateway(own, neighbours);
  const silent = silentInverters(site).map((inverterIsSilent) => inverterIsSilent && !isSilent);
  const sumOf = (values: Float64Array, inverter: number): number =>
    values.subarray(inverter * days, (inverter + 1) * days).reduce((total, one) => total + one, 0);
  const light = places.map((inverter) => expectedLight(daylight, site.firstDays[inverter] ?? 0));
  const seen = places.map((inverter) => seenLight(energy, daylight, site, inverter));
  const made = places.map((inverter) => sumOf(energy.made, inverter));
  const unread = places.map((inverter) => sumOf(energy.unread, inverter));
  const inverters = places.map((inverter): InverterRow => {
    const lost = losses.lost[inverter] ?? Number.NaN;
    return {
      gateway: roof.gateway,
      serial_number: site.serialNumbers[inverter] ?? "",
      energy_kwh: kwh((made[inverter] ?? 0) - (unread[inverter] ?? 0)),
      unread_kwh: kwh(unread[inverter] ?? 0),
      lost_kwh: kwh(lost),
      availability: availability(made[inverter] ?? 0, lost),
      down_hours: rounded((losses.downSeconds[inverter] ?? 0) / 3600, 1),
      relative_yield: rounded(inverterYield(energy, whole, neighbours.perInverter, inverter), 3),
      sibling_yield: rounded(siblingYield(energy, days, inverter), 3),
      completeness: rounded(ratio(seen[inverter] ?? 0, light[inverter] ?? 0), 4),
      readings: readingsOf(site, inverter),
      last_reading: timeOf(site.lastEnds[inverter]),
      silent_since: silent[inverter] === true ? timeOf(site.lastEnds[inverter]) : null,
    };
  });
  const lost = total(losses.lost);
  const producing = made.filter((joules) => joules > 0).length;
  // The table may go on after the month.
  const lastEnd = places.length > 0 ? Math.max(...site.lastEnds) : roof.lastReading;
  return {
    inverters,
    gateway: {
      gateway: roof.gateway,
      time_zone: roof.timeZone ?? null,
      latitude: roof.latitude ?? null,
      longitude: roof.longitude ?? null,
      inverters: places.length > 0 ? places.length : (roof.inverters ?? null),
      silent_inverters: silent.filter((one) => one).length,
      energy_kwh: kwh(total(made) - total(unread)),
      kwh_per_inverter: kwh(ratio(total(made) - total(unread), producing)),
      unread_kwh: kwh(total(unread)),
      lost_kwh: kwh(lost),
      unseen_kwh: kwh(places.length > 0 ? total(losses.unseen) : Number.NaN),
      availability: availability(total(made), lost),
      down_hours: rounded(total(losses.downSeconds) / 3600, 1),
      relative_yield: rounded(share, 3),
      completeness: rounded(ratio(total(seen), total(light)), 4),
      complete_days: energy.isWhole.filter((one) => one).length,
      days,
      neighbours: neighbours.count,
      neighbours_are: neighbours.basis,
      last_reading: timeOf(lastEnd),
      silent_since: isSilent ? timeOf(lastEnd) : null,
    },
  };
}

/** A site's energy over that of its neighbours, on days that are known of both. */
function shareOf(own: Float64Array, neighbours: Float64Array): number {
  const both = [...own.keys()].filter(
    (day) => !Number.isNaN((own[day] ?? Number.NaN) + (neighbours[day] ?? Number.NaN)),
  );
  return ratio(
    total(both.map((day) => own[day] ?? 0)),
    total(both.map((day) => neighbours[day] ?? 0)),
  );
}

/** The same of one inverter, on days on which it was up. */
function inverterYield(
  { states, made }: SiteEnergy,
  whole: Float64Array,
  neighbours: Float64Array,
  inverter: number,
): number {
  const days = whole.length;
  const own = whole.map((joules, day) => {
    const place = inverter * days + day;
    const isKnown = !Number.isNaN(joules) && states[place] === "up";
    return isKnown ? (made[place] ?? Number.NaN) : Number.NaN;
  });
  return shareOf(own, neighbours);
}

/** An inverter's energy over the median of the others that were up on the same days. */
function siblingYield({ states, made }: SiteEnergy, days: number, inverter: number): number {
  const own = new Float64Array(days).fill(Number.NaN);
  const others = new Float64Array(days).fill(Number.NaN);
  for (let day = 0; day < days; day++) {
    if (states[inverter * days + day] !== "up") continue;
    own[day] = made[inverter * days + day] ?? Number.NaN;
    const up = upOn(states, day, days).filter((other) => other !== inverter);
    others[day] = median(up.map((other) => made[other * days + day] ?? Number.NaN));
  }
  return shareOf(own, others);
}

function expectedLight(daylight: Float64Array, firstDay: number): number {
  return total([...daylight.subarray(firstDay)].filter((seconds) => seconds > 0));
}

function seenLight(
  { coverage }: SiteEnergy,
  daylight: Float64Array,
  { days, firstDays }: SiteMonth,
  inverter: number,
): number {
  let seconds = 0;
  for (let day = firstDays[inverter] ?? 0; day < days; day++) {
    const light = daylight[day] ?? Number.NaN;
    if (light > 0) seconds += light * (coverage[inverter * days + day] ?? 0);
  }
  return seconds;
}

function readingsOf(site: SiteMonth, inverter: number): number {
  let readings = 0;
  for (let day = 0; day < site.days; day++) readings += site.at(inverter, day)?.readings ?? 0;
  return readings;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

/** rdtools' energy-weighted availability, 1 - lost / (lost + made). Of nothing made and nothing lost, nothing is said. */
function availability(made: number, lost: number): number | null {
  return rounded(ratio(made, made + lost), 4);
}

function kwh(joules: number): number | null {
  return rounded(joules / 3_600_000, 3);
}

/** NaN is unknown, and null in a report. */
function rounded(value: number, decimals: number): number | null {
  if (!Number.isFinite(value)) return null;
  const scale = 10 ** decimals;
  return Math.round(value * scale) / scale;
}

function timeOf(milliseconds: number | undefined): number | null {
  return milliseconds !== undefined && Number.isFinite(milliseconds) ? milliseconds : null;
}
