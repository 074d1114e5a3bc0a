import {
  ArchiveError,
  type ParquetArchive,
  type Partition,
  partitionName,
} from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import { counted } from "../counted.js";
import { primaryKey } from "../readings/columns.js";

/** Readings that the archive had before. */
export interface KnownReadings {
  readonly rows: number;
  /** Those of them whose archived values are others. */
  readonly differing: number;
}

/** What a summary says of them, a phrase each; none if there are none. */
export function describeKnown({ rows, differing }: KnownReadings): readonly string[] {
  if (rows === 0) return [];
  const archived = `${counted(rows, "reading")} archived already`;
  if (differing === 0) return [archived];
  return [archived, `${differing} of these with other values, of which the archived ones stay`];
}

/** The rows of one month by their keys. */
interface MonthRows {
  readonly partition: Partition;
  readonly rows: Map<string, number>;
}

/**
 * Compares the readings of answers or reports, portion by portion in the order of capture, with those
 * that are archived. Only the first value of each reading counts: later captures may differ, and
 * lose rightly. An inverter's periods end one after the other, so that the last end of each tells
 * what earlier portions had.
 */
export class ArchivedReadings {
  readonly #archive: ParquetArchive;
  readonly #lastEnds = new Map<string, number>();

  constructor(archive: ParquetArchive) {
    this.#archive = archive;
  }

  /** To be called after the rows were merged, and `rowsAdded` of them were new. Rejects with Node's system errors. */
  async compare(rows: Table, rowsAdded: number): Promise<KnownReadings> {
    const months = this.#firstOnes(rows);
    const first = months.reduce((sum, month) => sum + month.rows.size, 0);
    // Reading a month takes as long as merging into it.
    if (first <= rowsAdded) return { rows: 0, differing: 0 };
    let differing = 0;
    for (const month of months) differing += await this.#countDiffering(rows, month);
    return { rows: first - rowsAdded, differing };
  }

  /** The rows whose reading no earlier portion had, by month. */
  #firstOnes(rows: Table): readonly MonthRows[] {
    const months = new Map<string, MonthRows>();
    const ends = new Map(this.#lastEnds);
    for (const [i, serial, end] of keysOf(rows)) {
      if (end > (ends.get(serial) ?? Number.NEGATIVE_INFINITY)) ends.set(serial, end);
      if (end <= (this.#lastEnds.get(serial) ?? Number.NEGATIVE_INFINITY)) continue;
      const day = new Date(end);
      const partition = { year: day.getUTCFullYear(), month: day.getUTCMonth() + 1 };
      const name = partitionName(partition);
      const month = months.get(name) ?? { partition, rows: new Map<string, number>() };
      months.set(name, month);
      month.rows.set(`${end} ${serial}`, i);
    }
    for (const [serial, end] of ends) this.#lastEnds.set(serial, end);
    return [...months.values()];
  }

  async #countDiffering(rows: Table, month: MonthRows): Promise<number> {
    const archived = await this.#archive.read(month.partition).catch((error: unknown) => {
      // The merge has said what is wrong with that month.
      if (!(error instanceof ArchiveError)) throw error;
    });
    if (archived === undefined) return 0;
    let differing = 0;
    for (const [j, serial, end] of keysOf(archived)) {
      const i = month.rows.get(`${end} ${serial}`);
      if (i !== undefined && !isSameRow(rows, i, archived, j)) differing++;
    }
    return differing;
  }
}

function* keysOf(table: Table): Generator<readonly [row: number, serial: string, end: number]> {
  const [serials, ends] = primaryKey.map((name) => table.getChild(name));
  for (let row = 0; row < table.numRows; row++) {
    yield [row, String(serials?.get(row)), Number(ends?.get(row))];
  }
}

function isSameRow(a: Table, i: number, b: Table, j: number): boolean {
  return a.schema.fields.every(({ name }) => a.getChild(name)?.get(i) === b.getChild(name)?.get(j));
}
