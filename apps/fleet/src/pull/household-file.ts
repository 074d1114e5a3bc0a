import {
  ArchiveError,
  castRows,
  columnNamesIn,
  decodeFile,
  withoutNullKeys,
} from "@envoy/parquet-archive";
import { type Data, makeData, type Table, Utf8, Vector, vectorFromArray } from "apache-arrow";
import { nativeNames, nativeTable, portableTable } from "./household-table.js";
import { SourceFileError } from "./source.js";

/** What a household's file contains. */
export interface HouseholdFile {
  /** Of `portableTable`, with pseudonyms for serial numbers, in the file's order. */
  readonly rows: Table;
  /** Values that no portable type can hold, which are null. */
  readonly nulledValues: number;
  /** Rows without a serial number or a time, which are left out. */
  readonly rowsWithoutKey: number;
}

/** A roof has a few dozen. Each of them is kept in what is known of the source. */
const maxInverters = 10_000;

/**
 * Reads a file of a household's archive: of native or portable types, of this recorder, the earlier one, or written again by
 * other programs. Throws `SourceFileError`, whose message has no serial number.
 */
export function readHouseholdFile(
  bytes: Uint8Array,
  path: string,
  pseudonymOf: (serialNumber: string) => string,
): HouseholdFile {
  try {
    const isPortable = columnNamesIn(bytes, path).includes("period_duration_us");
    const definition = isPortable ? portableTable : nativeTable;
    const { table } = decodeFile(bytes, definition, path);
    const complete = withoutNullKeys(definition, table);
    const { rows, overflows } = isPortable
      ? { rows: complete, overflows: 0 }
      : castRows(complete, portableTable.schema, nativeNames);
    refuseStrangeTimes(rows, path);
    return {
      rows: withPseudonyms(rows, path, pseudonymOf),
      nulledValues: overflows,
      rowsWithoutKey: table.numRows - complete.numRows,
    };
  } catch (cause) {
    if (!(cause instanceof ArchiveError)) throw cause;
    throw new SourceFileError(cause.message, { cause, isLasting: true });
  }
}

/** From 1970 to 2999, in microseconds. */
const [firstTime, lastTime] = [0n, BigInt(Date.UTC(3000, 0)) * 1000n - 1n];

function refuseStrangeTimes(rows: Table, path: string): void {
  for (const { values, length } of rows.getChild("period_end_time")?.data ?? []) {
    for (let row = 0; row < length; row++) {
      if (values[row] >= firstTime && values[row] <= lastTime) continue;
      const message = `${path} has times that are not of the years 1970 to 2999. Have the household remove those rows.`;
      throw new SourceFileError(message, { isLasting: true });
    }
  }
}

function withPseudonyms(
  rows: Table,
  path: string,
  pseudonymOf: (serialNumber: string) => string,
): Table {
  const serials = rows.getChild("serial_number");
  if (serials === null) return rows;
  const chunks = serials.data.map((chunk): Data => {
    const names: readonly unknown[] = chunk.dictionary?.toArray() ?? [];
    if (names.length > maxInverters) throw tooManyInverters(path);
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
