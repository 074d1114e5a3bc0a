import { createHash } from "node:crypto";
import { join } from "node:path";
import { ArchiveError, type ParquetArchive, type Partition } from "@envoy/parquet-archive";
import type { DetailedReadings } from "@envoy/solar-insight";
import { keptInState, makeForEachMonth } from "../readings/month-cache.js";
import { detailedReadings } from "../readings/reading-columns.js";
import { letOthersRun } from "./let-others-run.js";
import { type MonthIndex, monthIndex, partitionOf } from "./local-months.js";

/** Days of a neighbouring month that a month may be made from: a week, and a day for the time zone. */
const edgeDays = 9;

const dayMs = 86_400_000;

/** What is kept of a month of the archive (UTC): digests of its readings, and of those at its beginning and end. */
interface MonthDigests {
  readonly month: MonthIndex;
  readonly all: string;
  readonly head: string;
  readonly tail: string;
  /** When it was last read regularly, in milliseconds since 1970; null if it never was. */
  readonly last: number | null;
}

/** The months of an archive, of which three that follow each other are in memory at a time. */
export class ArchiveMonths {
  readonly #archive: ParquetArchive;
  readonly #digests: ReadonlyMap<MonthIndex, MonthDigests>;
  readonly #read = new Map<MonthIndex, DetailedReadings>();

  private constructor(archive: ParquetArchive, digests: ReadonlyMap<MonthIndex, MonthDigests>) {
    this.#archive = archive;
    this.#digests = digests;
  }

  /**
   * Reads the months that have changed since the last time, at least one; undefined if it gets late before all are read:
   * the next call goes on from there. Rejects with the signal's reason, or Node's system errors.
   */
  static async open(
    archive: ParquetArchive,
    state: string,
    { signal, isLate }: { readonly signal: AbortSignal; readonly isLate: () => boolean },
  ): Promise<ArchiveMonths | undefined> {
    let isCut = false;
    let hasRead = false;
    const kept = keptInState(join(state, "summary-months.json"));
    const digest = async (partition: Partition): Promise<MonthDigests | undefined> => {
      await letOthersRun(signal);
      isCut ||= hasRead && isLate();
      if (isCut) return undefined;
      try {
        const digests = digestsOf(detailedReadings(await archive.read(partition)), partition);
        hasRead = true;
        return digests;
      } catch (error) {
        if (!(error instanceof ArchiveError)) throw error;
        return undefined;
      }
    };
    const digests = await makeForEachMonth(archive, kept, digest);
    if (isCut) return undefined;
    return new ArchiveMonths(archive, new Map(digests.map((one) => [one.month, one])));
  }

  /** The months that can be read, oldest first. */
  get present(): readonly MonthIndex[] {
    return [...this.#digests.keys()];
  }

  /** When readings last came regularly, in milliseconds since 1970; undefined if they never did. */
  get last(): number | undefined {
    const ends = [...this.#digests.values()].flatMap(({ last }) => last ?? []);
    return ends.length === 0 ? undefined : Math.max(...ends);
  }

  /** Tells whether the readings of a month, or of the weeks around it, have changed. */
  digestAround(month: MonthIndex): string {
    const before = this.#digests.get(month - 1)?.tail;
    const after = this.#digests.get(month + 1)?.head;
    return [before, this.#digests.get(month)?.all, after].join();
  }

  /** The readings of a month and its neighbours. Rejects with `ArchiveError` if one of them cannot be read. */
  async around(month: MonthIndex): Promise<readonly DetailedReadings[]> {
    const wanted = [month - 1, month, month + 1];
    for (const known of this.#read.keys()) if (!wanted.includes(known)) this.#read.delete(known);
    const parts: DetailedReadings[] = [];
    for (const one of wanted) {
      const readings =
        this.#read.get(one) ?? detailedReadings(await this.#archive.read(partitionOf(one)));
      this.#read.set(one, readings);
      parts.push(readings);
    }
    return parts;
  }
}

function digestsOf(readings: DetailedReadings, partition: Partition): MonthDigests {
  const { year, month } = partition;
  const head = Date.UTC(year, month - 1) + edgeDays * dayMs;
  const tail = Date.UTC(year, month) - edgeDays * dayMs;
  return {
    month: monthIndex(partition),
    all: digestOf(readings, () => true),
    head: digestOf(readings, (end) => end < head),
    tail: digestOf(readings, (end) => end >= tail),
    last: lastRegular(readings.end),
  };
}

/** So many readings within a day before another one make it believable; a single one may have a time in the future. */
const othersWithinDay = 4;

/** No calendar of ours goes further. */
const lastTime = Date.UTC(9999, 0);

/** The last end of a period that others were shortly before; null if there is none. */
function lastRegular(ends: ArrayLike<number>): number | null {
  const sorted = Float64Array.from(ends)
    .filter((end) => end < lastTime)
    .sort();
  for (let i = sorted.length - 1; i >= othersWithinDay; i--) {
    const end = sorted[i] ?? 0;
    if (end - (sorted[i - othersWithinDay] ?? 0) < dayMs) return end;
  }
  return null;
}

/** A digest of the readings whose period ended when `isMeant` says so. */
function digestOf(readings: DetailedReadings, isMeant: (end: number) => boolean): string {
  const { inverters, inverter, end, duration, joules } = readings;
  const { wattHoursToday = [], temperatureCelsius = [], errorSeconds = [] } = readings;
  const columns = [
    inverter,
    end,
    duration,
    joules,
    wattHoursToday,
    temperatureCelsius,
    errorSeconds,
  ];
  const rows: number[] = [];
  for (let row = 0; row < end.length; row++) if (isMeant(end[row] ?? 0)) rows.push(row);
  if (rows.length === 0) return "";
  const hash = createHash("sha256").update(JSON.stringify(inverters));
  for (const column of columns) {
    hash.update(Float64Array.from(rows, (row) => column[row] ?? Number.NaN));
  }
  return hash.digest("hex").slice(0, 16);
}
