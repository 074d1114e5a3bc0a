import type { Table } from "apache-arrow";
import { type Conformed, conformTable } from "./conform.js";
import { ArchiveError } from "./errors.js";
import { decodeColumnNames, decodeParquet, type FileMetadata } from "./parquet-codec.js";
import { encodeRows, otherColumns, unreadable } from "./partition-file.js";
import type { TableDefinition } from "./table-definition.js";

/**
 * The rows of a Parquet file's bytes with the columns and types of a table, wherever the file is from. Columns that the table
 * does not have, such as those of a newer version, are left out; rows may be in any order, and have nulls in their key. Throws `ArchiveError` with
 * `ERR_PARTITION_UNREADABLE` or `ERR_PARTITION_SCHEMA`, whose message names the file by `path`.
 */
export function decodeFile(
  bytes: Uint8Array,
  definition: TableDefinition,
  path: string,
): Conformed {
  const table = orUnreadable(path, () => decodeParquet(bytes));
  const conformed = conformTable(withoutOthers(table, definition), definition);
  if ("problems" in conformed) throw otherColumns(path, conformed.problems, advice);
  const names = definition.schema.fields.map(({ name }) => name);
  return { ...conformed, table: conformed.table.select(names) };
}

/** The file is somebody else's. */
const advice = "It has to be written again.";

/** Without the columns that the table does not have. A name that is there twice stays, since it does not tell which one is meant. */
function withoutOthers(table: Table, { schema }: TableDefinition): Table {
  const known = new Set(schema.fields.map(({ name }) => name));
  const names = table.schema.fields.map(({ name }) => name);
  const kept = names.filter((name) => known.has(name));
  return kept.length === names.length || new Set(kept).size < kept.length
    ? table
    : table.select(kept);
}

/** The names of the columns in a Parquet file's bytes, of which only the footer is decoded. Throws `ArchiveError` with `ERR_PARTITION_UNREADABLE`. */
export function columnNamesIn(bytes: Uint8Array, path: string): readonly string[] {
  return orUnreadable(path, () => decodeColumnNames(bytes));
}

function orUnreadable<T>(path: string, decode: () => T): T {
  try {
    return decode();
  } catch (error) {
    throw error instanceof ArchiveError ? error : unreadable(path, error, advice);
  }
}

/** Rows as the bytes of a Parquet file, compressed with zstd, with the metadata in its footer. Rejects if they cannot be encoded. */
export async function encodeFile(table: Table, metadata: FileMetadata = {}): Promise<Uint8Array> {
  return encodeRows(table, metadata);
}
