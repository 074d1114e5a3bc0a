import {
  ArchiveError,
  castRows,
  columnNamesIn,
  decodeFile,
  filterRows,
  withoutNullKeys,
} from "@envoy/parquet-archive";
import { type Data, makeData, type Table, Utf8, Vector, vectorFromArray } from "apache-arrow";
import { messageOf } from "../errors/message-of.js";
import { nativeNames, nativeTable, portableTable } from "./household-table.js";
import { periodOf } from "./partition-period.js";
import { SourceFileError } from "./source.js";

/** What a household's file contains. */
export interface HouseholdFile {
  /** Of `portableTable`, with pseudonyms for serial numbers, in the file's order. */
  readonly rows: Table;
  /** Values that no portable type can hold, which are null. */
  readonly nulledValues: number;
  /** Rows that are no readings: without a serial number or a time, or of a time that this file cannot have. */
  readonly rowsLeftOut: number;
}

/** What reading a file needs besides its bytes. */
export interface HouseholdFileOptions {
  readonly pseudonymOf: (serialNumber: string) => string;
  /** In milliseconds since 1970. */
  readonly now: number;
}

/** A roof has a few dozen. Each of them is kept in what is known of the source. */
const maxInverters = 10_000;

const dayMs = 86_400_000;

/** So far from the time that its path names a row may be: a recorder's own files have none outside of it. */
const nearMs = 92 * dayMs;

/**
 * Reads a file of a household's archive: of native or portable types, of this recorder, the earlier one, or written again by
 * other programs. Throws `SourceFileError`, whose message has no serial number.
 */
export function readHouseholdFile(
  bytes: Uint8Array,
  path: string,
  { pseudonymOf, now }: HouseholdFileOptions,
): HouseholdFile {
  try {
    const isPortable = columnNamesIn(bytes, path).includes("period_duration_us");
    const definition = isPortable ? portableTable : nativeTable;
    const { table } = decodeFile(bytes, definition, path);
    const complete = withoutNullKeys(definition, table);
    const { rows, overflows } = isPortable
      ? { rows: complete, overflows: 0 }
      : castRows(complete, portableTable.schema, nativeNames);
    refuseManyInverters(rows, path);
    const near = ofItsTime(rows, path, now);
    return {
      rows: withPseudonyms(near, pseudonymOf),
      nulledValues: overflows,
      rowsLeftOut: table.numRows - near.numRows,
    };
  } catch (cause) {
    if (cause instanceof SourceFileError) throw cause;
    // Whatever a file makes its decoder do costs that file alone.
    const message =
      cause instanceof ArchiveError
        ? cause.message
        : `Cannot use ${path}: ${messageOf(cause)}. It has to be written again.`;
    throw new SourceFileError(message, { cause, isLasting: true });
  }
}

/**
 * Without the rows of another age than their file's, or of the future: one of each day since 1970 would make a file of the
 * table for each day, for the whole fleet.
 */
function ofItsTime(rows: Table, path: string, now: number): Table {
  const { start, end } = periodOf(path);
  const first = start - nearMs;
  const last = Math.min(end + nearMs, now + dayMs);
  const times = rows.getChild("period_end_time");
  return filterRows(rows, (row) => {
    const time = Number(times?.get(row));
    return first <= time && time <= last;
  });
}

function refuseManyInverters(rows: Table, path: string): void {
  const names = new Set<unknown>();
  for (const { dictionary } of rows.getChild("serial_number")?.data ?? []) {
    for (const name of dictionary ?? []) {
      names.add(name);
      if (names.size > maxInverters) throw tooManyInverters(path);
    }
  }
}

function withPseudonyms(rows: Table, pseudonymOf: (serialNumber: string) => string): Table {
  const serials = rows.getChild("serial_number");
  if (serials === null) return rows;
  const chunks = serials.data.map((chunk): Data => {
    const names: readonly unknown[] = chunk.dictionary?.toArray() ?? [];
    const pseudonyms = names.map((name) => pseudonymOf(String(name)));
    return makeData({
      type: chunk.type,
      length: chunk.length,
      nullCount: 0,
      data: chunk.values.subarray(0, chunk.length),
      dictionary: vectorFromArray(pseudonyms, new Utf8()),
    });
  });
  return rows.setChild("serial_number", new Vector(chunks));
}

function tooManyInverters(path: string): SourceFileError {
  const message = `${path} has more than ${maxInverters} serial numbers, which no household has. Check that it is a file of the recorder.`;
  return new SourceFileError(message, { isLasting: true });
}
