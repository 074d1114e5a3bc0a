import type { Manifest, ManifestInverter } from "@envoy/archive-reader";
import { TimeZone } from "@envoy/solar-insight";
import type { Task } from "./task.js";

/** One inverter as the page shows it. */
export interface SiteInverter {
  /** The serial number, or its pseudonym. */
  readonly id: string;
  /** Its name, or one made of its id. */
  readonly name: string;
  readonly group: string | undefined;
  /** In units of one panel, x to the right, y down. */
  readonly position: { readonly x: number; readonly y: number } | undefined;
}

/** What the archive is about, as of its last manifest. Times are in milliseconds since 1970. */
export interface Site {
  /** A name of the time zone database; "UTC" if the archive does not say. */
  readonly zone: string;
  readonly isZoneKnown: boolean;
  /** In shown order. Tasks name inverters by their place here. */
  readonly inverters: readonly SiteInverter[];
  readonly groups: readonly string[];
  /** The local date of the first reading; undefined if there is none. */
  readonly firstDay: string | undefined;
  /** The local date of the last reading. */
  readonly lastDay: string | undefined;
  readonly lastReadingAt: number | undefined;
  /** The years of which there are daily summaries. */
  readonly summaryYears: readonly number[];
  /** The last local date of the daily summaries. */
  readonly lastSummaryDay: string | undefined;
  /** What the recorder says of itself; undefined in an upload. */
  readonly recording:
    | { readonly lastPollAt: number | undefined; readonly pollsWaiting: number | undefined }
    | undefined;
  readonly madeAt: number;
  /** Another one whenever a file of the readings or the summaries is another one. */
  readonly revision: string;
}

/** Reads the manifest anew. */
export const siteTask: Task<undefined, Site> = async ({ archive }) =>
  siteOf(await archive.refresh());

/** The site that a manifest describes. */
export function siteOf({ madeAt, site, recording, tables }: Manifest): Site {
  const zone = new TimeZone(site.timeZone ?? "UTC");
  const firstReading = timeOf(tables.readings.at(0)?.first);
  const lastReading = timeOf(tables.readings.at(-1)?.last);
  const files = [...tables.readings, ...tables.dailySummary];
  return {
    zone: zone.name,
    isZoneKnown: site.timeZone !== null,
    inverters: namesOf(site.inverters),
    groups: site.groups,
    firstDay: firstReading === undefined ? undefined : zone.dayOf(firstReading),
    lastDay: lastReading === undefined ? undefined : zone.dayOf(lastReading),
    lastReadingAt: lastReading,
    summaryYears: tables.dailySummary.flatMap(({ first }) => first?.slice(0, 4) ?? []).map(Number),
    lastSummaryDay: tables.dailySummary.at(-1)?.last ?? undefined,
    recording:
      (recording && {
        lastPollAt: timeOf(recording.lastPollAt),
        pollsWaiting: recording.pollsWaiting ?? undefined,
      }) ||
      undefined,
    madeAt: Date.parse(madeAt),
    revision: files.map(({ sha256 }) => sha256.slice(0, 12)).join(),
  };
}

/** An inverter without a name has the end of its id, if that is enough to tell them apart. */
function namesOf(inverters: readonly ManifestInverter[]): SiteInverter[] {
  const ends = inverters.map(({ id }) => id.slice(-4));
  const areDistinct = new Set(ends).size === ends.length;
  return inverters.map(({ id, name, group, position }) => ({
    id,
    name: name ?? (areDistinct ? `…${id.slice(-4)}` : id),
    group: group ?? undefined,
    position: position ?? undefined,
  }));
}

function timeOf(text: string | null | undefined): number | undefined {
  return text === null || text === undefined ? undefined : Date.parse(text);
}
