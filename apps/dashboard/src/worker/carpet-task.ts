import {
  type Carpet,
  carpet,
  daysOfMonth,
  type LocalDay,
  peersOf,
  TimeZone,
} from "@envoy/solar-insight";
import type { DetailColumns } from "./archive.js";
import { clearRatios, hourlyRatios, type QuarterCells, quarters } from "./carpet-shares.js";
import { missingCells } from "./missing-cells.js";
import { type Range, rangesOf } from "./panel-ranges.js";
import { groupsOf } from "./site-groups.js";
import { type Site, siteOf } from "./site-task.js";
import type { Task } from "./task.js";

/** A month of one inverter: 96 quarters of an hour a day, one day after another, by the site's clock. */
export interface CarpetMonth extends Carpet {
  /** The local dates. */
  readonly days: readonly string[];
  /** Why a quarter of daylight has no reading: 1, nobody has; 2, others have; 0 where nothing is missing. */
  readonly missing: Uint8Array;
  /** For each quarter of a clear day, the ratio to the group's best; NaN where too few are known. */
  readonly clear: Float32Array;
  /** The same for each hour of all days, by energy. */
  readonly hours: Float32Array;
  /** Undefined where no reading of power tells. */
  readonly celsius: Range | undefined;
  readonly dcVolts: Range | undefined;
}

export const carpetTask: Task<
  { readonly inverter: string; readonly month: string },
  CarpetMonth
> = async ({ archive, signal, progress }, { inverter, month }) => {
  const site = siteOf(await archive.manifest());
  const zone = new TimeZone(site.zone);
  const days = daysOfMonth(month).map((day) => zone.day(day));
  const span = { from: days.at(0)?.from ?? 0, to: days.at(-1)?.to ?? 0 };
  const parts = await archive.details(span, { signal, progress });
  const own = carpet(parts, { zone, days, inverter, group: peerIds(site, inverter) });
  // One that is alone is always the best.
  if (site.inverters.length === 1) own.ratio.fill(Number.NaN);
  const anyone = carpet(parts.map(asOne), { zone, days, inverter: everyone, group: [] });
  const cells: QuarterCells = { ...own, days: days.length };
  return {
    ...own,
    days: days.map(({ day }) => day),
    missing: missingCells(cells, anyone.watts, cellsUntil(days, site.lastReadingAt)),
    clear: clearRatios(cells),
    hours: hourlyRatios(cells),
    ...rangesOf(parts, inverter, span),
  };
};

const everyone = "";

/** All readings as if they were one inverter's. */
function asOne({ inverter, ...columns }: DetailColumns): DetailColumns {
  return { ...columns, inverters: [everyone], inverter: new Uint32Array(inverter.length) };
}

/** The ids of those that it is compared with. */
function peerIds(site: Site, id: string): readonly string[] {
  const ids = site.inverters.map(({ id: own }) => own);
  const peers = peersOf(ids, groupsOf(site))[ids.indexOf(id)];
  return peers?.members.map((place) => ids[place] ?? "") ?? ids;
}

/** How many cells of a month are over, so that something can be missing. */
function cellsUntil(days: readonly LocalDay[], lastReadingAt = 0): number {
  const place = days.findLastIndex(({ from }) => from <= lastReadingAt);
  const { from = 0 } = days[place] ?? {};
  const quarter = Math.floor((lastReadingAt - from) / 900_000);
  return place < 0 ? 0 : place * quarters + Math.min(quarters, quarter);
}
