import { createHash } from "node:crypto";
import { flattenColumn, vectorOf } from "./flatten.js";
import { decodeOneColumn } from "./parquet-codec.js";
import { partitionTimes } from "./partition-times.js";
import type { TableDefinition } from "./table-definition.js";

/** What a reader may want to know of a partition's file before it fetches it. */
export interface PartitionFacts {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
  readonly rows: number;
  /** The least and the greatest partition time, in milliseconds since 1970; undefined if there are no rows. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** All facts are of these bytes, of which one column is decoded. Throws if they are not a Parquet file with that column. */
export function partitionFacts(
  bytes: Uint8Array,
  { schema, partitionTime }: TableDefinition,
): PartitionFacts {
  const table = decodeOneColumn(bytes, partitionTime);
  const type = schema.fields.find(({ name }) => name === partitionTime)?.type;
  const vector = vectorOf(table, partitionTime);
  if (String(vector.type) !== String(type)) {
    throw new TypeError(`its column "${partitionTime}" is ${vector.type}, not ${type}`);
  }
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const microseconds of partitionTimes(vector.type, flattenColumn(vector.type, [vector]))) {
    first = Math.min(first, microseconds / 1000);
    last = Math.max(last, microseconds / 1000);
  }
  const isEmpty = table.numRows === 0;
  return {
    bytes: bytes.byteLength,
    sha256: createHash("sha256").update(bytes).digest("hex"),
    rows: table.numRows,
    first: isEmpty ? undefined : first,
    last: isEmpty ? undefined : last,
  };
}
