import type { Config } from "../config/config.js";
import { siteTimeZone } from "../insight/site-readings.js";
import type { LoggedRun } from "../state/run-log.js";
import { uploadTimes } from "../upload/due.js";
import { archiveFacts } from "./archive-facts.js";
import { bufferFacts } from "./buffer-facts.js";
import { gapFacts, type StatusGap } from "./gap-facts.js";
import { runFacts } from "./poll-facts.js";
import { productionFacts } from "./production-facts.js";
import { recentReadings } from "./recent-readings.js";
import { type TableFacts, tableFacts } from "./table-facts.js";
import { tokenExpiry } from "./token-facts.js";

/** How the recorder is: what `status --json` prints, and status.schema.json describes. Times are ISO 8601 in UTC; null is unknown or never. */
export interface Status {
  readonly version: 1;
  readonly at: string;
  readonly lastPoll: StatusRun | null;
  readonly lastFlush: StatusRun | null;
  /** Null where no upload is configured. */
  readonly upload: { readonly triedAt: string | null; readonly succeededAt: string | null } | null;
  readonly pollsWaiting: number;
  readonly pollsQuarantined: number;
  readonly lastDay: { readonly minutes: number; readonly missed: number };
  readonly archive: {
    readonly rows: number;
    readonly months: number;
    readonly bytes: number;
    readonly first: string | null;
    readonly last: string | null;
    readonly problems: readonly string[];
  };
  readonly today: {
    readonly timeZone: string;
    readonly day: string;
    readonly joules: number | null;
  };
  readonly inverters: readonly {
    readonly serialNumber: string;
    readonly name: string | null;
    readonly lastPeriodEnd: string;
    readonly isSilent: boolean;
  }[];
  /** Of the last 7 local days, up to the newest archived reading. */
  readonly gaps: readonly StatusGap[];
  /** The tables beside the archive that have files. */
  readonly tables: readonly StatusTable[];
  readonly tokenExpiresAt: string | null;
}

interface StatusTable {
  readonly name: string;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly problems: readonly string[];
}

interface StatusRun {
  readonly at: string;
  readonly exitCode: number;
}

/** Collects the facts; `now` in milliseconds since 1970. */
export async function collectStatus(config: Config, now: number): Promise<Status> {
  const runs = runFacts(config, now);
  const buffer = await bufferFacts(config);
  const archive = await archiveFacts(config);
  const zone = siteTimeZone(config);
  const recent = await recentReadings(config, zone, archive, now);
  const production = productionFacts(zone, recent, archive, now);
  const upload = await uploadTimes(config.state);
  return {
    version: 1,
    at: iso(now),
    lastPoll: statusRun(runs.lastPoll),
    lastFlush: statusRun(runs.lastFlush),
    upload:
      config.huggingFace === undefined
        ? null
        : { triedAt: isoSeconds(upload.triedAt), succeededAt: isoSeconds(upload.succeededAt) },
    pollsWaiting: buffer.waiting,
    pollsQuarantined: buffer.quarantined,
    lastDay: { minutes: runs.minutes, missed: runs.missed },
    archive: {
      rows: archive.rows,
      months: archive.months,
      bytes: archive.bytes,
      first: archive.first === undefined ? null : iso(archive.first),
      last: archive.last === undefined ? null : iso(archive.last),
      problems: archive.problems,
    },
    today: {
      timeZone: production.timeZone,
      day: production.today,
      joules: production.joulesToday ?? null,
    },
    inverters: production.inverters.map(({ inverter, lastEnd, isSilent }) => ({
      serialNumber: inverter,
      name: config.site.names[inverter] ?? null,
      lastPeriodEnd: iso(lastEnd),
      isSilent,
    })),
    gaps: await gapFacts(config, zone, recent, archive, now),
    tables: (await tableFacts(config)).map(statusTable),
    tokenExpiresAt: (await tokenExpiry(config))?.toISOString() ?? null,
  };
}

function statusTable({ name, rows, files, bytes, first, last, problems }: TableFacts): StatusTable {
  const isoOrNull = (time: number | undefined): string | null =>
    time === undefined ? null : iso(time);
  return { name, rows, files, bytes, first: isoOrNull(first), last: isoOrNull(last), problems };
}

function statusRun(run: LoggedRun | undefined): StatusRun | null {
  return run === undefined ? null : { at: iso(run.at * 1000), exitCode: run.exitCode };
}

function isoSeconds(seconds: number | undefined): string | null {
  return seconds === undefined ? null : iso(seconds * 1000);
}

function iso(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}
