import { DataType } from "apache-arrow";
import type { Column } from "./column.js";
import { sortKeysOf } from "./sort-keys.js";

const microsecondsOfDay = 86_400_000_000;

/** The values of a column without nulls by which rows are partitioned, in microseconds since 1970: a date begins at midnight, UTC. */
export function partitionTimes(type: DataType, column: Column): Int32Array | Float64Array {
  const values = sortKeysOf(column);
  if (!DataType.isDate(type)) return values;
  return Float64Array.from(values, (days) => days * microsecondsOfDay);
}
