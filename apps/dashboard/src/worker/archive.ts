import {
  type ArchiveSource,
  type DaySummaryColumns,
  joinColumns,
  type Manifest,
  type ManifestFile,
  noDaySummaries,
  noReadings,
  type ReadingColumns,
  readDaySummaries,
  readReadings,
} from "@envoy/archive-reader";
import type { TimeSpan } from "@envoy/solar-insight";
import { RecentPromises } from "./recent-promises.js";

interface ReadOptions {
  readonly signal: AbortSignal;
  /** How much of the files has arrived, from 0 to 1. */
  readonly progress?: (share: number) => void;
}

const detailColumns = ["duration", "joules", "dcVoltageMillivolts", "temperatureCelsius"] as const;

/** Readings with what else tells how a panel does. */
export type DetailColumns = ReadingColumns<(typeof detailColumns)[number]>;

/** The archive's files, decoded. What was decoded last is kept, by the file's hash. */
export class Archive {
  readonly #source: ArchiveSource;
  #manifest: Promise<Manifest> | undefined;
  /** A month of 60 inverters is 10 MB of numbers. */
  readonly #readings = new RecentPromises<ReadingColumns>(3);
  /** Of two files: who reads month by month needs the one before as well. */
  readonly #details = new RecentPromises<DetailColumns>(2);
  readonly #summaries = new RecentPromises<DaySummaryColumns>(60);

  constructor(source: ArchiveSource) {
    this.#source = source;
  }

  /** The archive's content as it was when the manifest was read last. */
  manifest(): Promise<Manifest> {
    if (this.#manifest === undefined) {
      const read = this.#source.manifest();
      this.#manifest = read;
      // The next caller tries again.
      read.catch(() => {
        if (this.#manifest === read) this.#manifest = undefined;
      });
    }
    return this.#manifest;
  }

  /** Reads the manifest anew. If that fails, what was known stays known. */
  async refresh(): Promise<Manifest> {
    const manifest = await this.#source.manifest();
    this.#manifest = Promise.resolve(manifest);
    return manifest;
  }

  /** The energies of all files that have readings in a time span: those of the span, and more. */
  async readings(span: TimeSpan, options: ReadOptions): Promise<ReadingColumns> {
    const { tables } = await this.manifest();
    const files = tables.readings.filter(({ first, last }) => touches(span, first, last));
    const parts = await this.#each(files, options, (file) =>
      this.#readings.get(file.sha256, options.signal, async () =>
        readReadings(await this.#source.file(file)),
      ),
    );
    return joinColumns([noReadings(), ...parts]);
  }

  /** What the files that have readings in a time span tell of panels, file by file. */
  async details(span: TimeSpan, options: ReadOptions): Promise<readonly DetailColumns[]> {
    const { tables } = await this.manifest();
    const files = tables.readings.filter(({ first, last }) => touches(span, first, last));
    return this.#each(files, options, (file) =>
      this.#details.get(file.sha256, options.signal, async () =>
        readReadings(await this.#source.file(file), { columns: detailColumns }),
      ),
    );
  }

  /** The daily summaries of some years; of all that there are if no years are given. */
  async summaries(
    years: readonly number[] | undefined,
    options: ReadOptions,
  ): Promise<DaySummaryColumns> {
    const { tables } = await this.manifest();
    const files = tables.dailySummary.filter(
      ({ first }) => years === undefined || years.includes(Number(first?.slice(0, 4))),
    );
    const parts = await this.#each(files, options, (file) =>
      this.#summaries.get(file.sha256, options.signal, async () =>
        readDaySummaries(await this.#source.file(file)),
      ),
    );
    return joinColumns([noDaySummaries(), ...parts]);
  }

  async #each<T>(
    files: readonly ManifestFile[],
    { progress = () => undefined }: ReadOptions,
    read: (file: ManifestFile) => Promise<T>,
  ): Promise<T[]> {
    const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
    let done = 0;
    return await Promise.all(
      files.map(async (file) => {
        const part = await read(file);
        done += file.bytes;
        progress(done / total);
        return part;
      }),
    );
  }
}

function touches(span: TimeSpan, first: string | null, last: string | null): boolean {
  if (first === null || last === null) return false;
  return Date.parse(first) < span.to && Date.parse(last) >= span.from;
}
