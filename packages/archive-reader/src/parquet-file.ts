import { ArchiveReaderError } from "./errors.js";
import { type ParquetColumns, type ParquetColumnType, parquetColumns } from "./parquet-columns.js";

/** A column of numbers as files have it. */
export interface FileColumn {
  /** The names that it can have. */
  readonly names: readonly string[];
  readonly type: "number" | "time" | "date";
  /** What its numbers are divided by. */
  readonly divisor?: number;
}

/** A column of texts: which entry of the dictionary each row has. */
export interface TextColumn {
  readonly dictionary: readonly string[];
  readonly codes: Uint32Array;
}

const decoder = new TextDecoder();

/** One file of a table of an archive. All that it throws is `ERR_PARQUET`. */
export class ParquetFile {
  readonly #columns: ParquetColumns;

  /** `required` are the columns that every file of the table has. */
  constructor(source: ArrayBuffer | Uint8Array, required: readonly string[]) {
    const bytes = source instanceof Uint8Array ? source : new Uint8Array(source);
    this.#columns = orUnreadable(() => parquetColumns(bytes));
    const missing = required.find((name) => !this.#columns.types.has(name));
    if (missing !== undefined) throw otherTable(`it has no column ${missing}`);
  }

  /** A column that the file has, without nulls. */
  text(name: string): TextColumn {
    const places = new Map<string, number>();
    // A writer's dictionary has each text once: texts are not decoded and compared row by row.
    const toPlace = (utf8: Uint8Array): number => {
      const text = decoder.decode(utf8);
      const place = places.get(text) ?? places.size;
      places.set(text, place);
      return place;
    };
    const codes = this.#read(name, "text", 1, toPlace);
    if (codes.includes(Number.NaN)) throw otherTable(`its column ${name} has nulls`);
    return { dictionary: [...places.keys()], codes: new Uint32Array(codes) };
  }

  /** The numbers of a column; NaN for null, and if the file does not have the column. */
  numbers({ names, type, divisor = 1 }: FileColumn): Float64Array {
    const name = names.find((candidate) => this.#columns.types.has(candidate));
    if (name === undefined) return new Float64Array(this.#columns.rows).fill(Number.NaN);
    return this.#read(name, type, divisor);
  }

  #read(
    name: string,
    type: ParquetColumnType,
    divisor: number,
    toText?: (utf8: Uint8Array) => number,
  ): Float64Array {
    const { rows, types, decode } = this.#columns;
    if (types.get(name) !== type) {
      throw otherTable(`its column ${name} is of the type ${types.get(name)}, not ${type}`);
    }
    const read = new Float64Array(rows).fill(Number.NaN);
    let row = 0;
    const take = (values: ArrayLike<unknown>): void => {
      for (let i = 0; i < values.length; i++, row++) {
        const value = values[i];
        if (value !== null && value !== undefined) read[row] = Number(value) / divisor;
      }
    };
    orUnreadable(() => decode(name, take, toText));
    if (row !== rows) throw unreadable(new RangeError(`${name} has ${row} of ${rows} rows`));
    return read;
  }
}

function orUnreadable<T>(decode: () => T): T {
  try {
    return decode();
  } catch (cause) {
    throw unreadable(cause);
  }
}

function unreadable(cause: unknown): ArchiveReaderError {
  const reason = cause instanceof Error ? `: ${cause.message}` : "";
  return new ArchiveReaderError(
    "ERR_PARQUET",
    `The file is not a Parquet file that can be read${reason}. Load it again; if it stays so, have the recorder check its archive with \`envoy-recorder doctor\`.`,
    { cause },
  );
}

function otherTable(what: string): ArchiveReaderError {
  return new ArchiveReaderError(
    "ERR_PARQUET",
    `The Parquet file is not one of this table: ${what}. Use the files that the manifest lists for the table.`,
  );
}
