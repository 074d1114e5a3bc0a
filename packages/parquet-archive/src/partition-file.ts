import { basename, dirname, join } from "node:path";
import { errorCode, type FileSystem, makeFolder, replaceFile } from "@envoy/durable-file";
import type { Table } from "apache-arrow";
import { type Conformed, conformTable, hasPartitionColumns } from "./conform.js";
import { hasEqualRows } from "./equal-rows.js";
import { ArchiveError } from "./errors.js";
import { keysOf, type RowSource, type RowsInPieces } from "./merge-in-pieces.js";
import {
  decodeParquet,
  decodeRows,
  encodeParquet,
  encodePieces,
  type FileMetadata,
} from "./parquet-codec.js";
import type { TableDefinition } from "./table-definition.js";

/** What a partition's file holds. */
export interface PartitionContent extends Conformed {
  /** The file has columns of the path as well, such as `year`, as those of the earlier recorder do. */
  readonly hasPartitionColumns: boolean;
}

/** Reads a partition's file; undefined if there is none. Rejects with `ArchiveError` if it cannot be used. */
export async function readPartition(
  fileSystem: FileSystem,
  path: string,
  definition: TableDefinition,
): Promise<PartitionContent | undefined> {
  const found = await decodePartition(fileSystem, path, decodeParquet);
  return found && contentOf(found, path, definition);
}

function contentOf(found: Table, path: string, definition: TableDefinition): PartitionContent {
  const conformed = conformTable(found, definition);
  if ("problems" in conformed) throw otherColumns(path, conformed.problems);
  refuseNullKeys(conformed.table, path, definition);
  return { ...conformed, hasPartitionColumns: hasPartitionColumns(found, definition) };
}

/** What `decode` makes of the bytes of a partition's file; undefined if there is none. Rejects with `ArchiveError` if it cannot be read. */
export async function decodePartition<T>(
  fileSystem: FileSystem,
  path: string,
  decode: (bytes: Uint8Array) => T,
): Promise<T | undefined> {
  try {
    if (!(await hasFile(fileSystem, path))) return undefined;
    return decode(fileSystem.readFileSync(path));
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    throw unreadable(path, error);
  }
}

/**
 * Encodes and replaces a partition's file, durably. Returns its size in bytes. Rejects with
 * `ArchiveError`, also if `isRight` says that the new file would not hold the right rows.
 */
export async function writePartition(
  fileSystem: FileSystem,
  path: string,
  table: Table,
  metadata: FileMetadata,
  isRight?: (written: Table) => boolean,
): Promise<number> {
  return replacePartition(fileSystem, path, async () => {
    const bytes = await encodeRows(table, metadata);
    if (isRight?.(decodeParquet(bytes)) === false) throw notTheSameRows();
    return bytes;
  });
}

/** More than this, in Arrow's form, is not given to the Parquet library at once: its memory never shrinks. */
const bytesAtOnce = 4 * 2 ** 20;

/** Rows that take more, such as a closed month, are encoded piece by piece: the library would hold them twice more. */
const manyBytes = 16 * 2 ** 20;

/** Encodes rows, piece by piece where they are many. */
export async function encodeRows(table: Table, metadata: FileMetadata): Promise<Uint8Array> {
  const bytes = bytesInMemory(table);
  if (bytes <= manyBytes) return encodeParquet(table, metadata);
  const limit = rowsAtOnce(table.numRows, bytes);
  return encodePieces(table.schema, slicesOf(table, limit), limit, metadata);
}

function* slicesOf(table: Table, limit: number): Generator<Table> {
  for (let row = 0; row < table.numRows; row += limit) yield table.slice(row, row + limit);
}

function rowsAtOnce(rows: number, bytes: number): number {
  return Math.ceil(rows / Math.ceil(bytes / bytesAtOnce));
}

/** Reads a partition's file completely, and keeps only the rows' keys; undefined if there is none. Rejects with `ArchiveError` if it cannot be used. */
export async function openPartition(
  fileSystem: FileSystem,
  path: string,
  definition: TableDefinition,
): Promise<RowSource | undefined> {
  const content = await readPartition(fileSystem, path, definition);
  if (content === undefined) return undefined;
  const read = (offset: number, count: number): Table => {
    try {
      const rows = decodeRows(fileSystem.readFileSync(path), offset, count);
      return contentOf(rows, path, definition).table;
    } catch (error) {
      throw error instanceof ArchiveError ? error : unreadable(path, error);
    }
  };
  return {
    keys: keysOf(definition, content.table),
    bytesInMemory: bytesInMemory(content.table),
    read,
  };
}

/** Writes rows of up to many megabytes piece by piece; each is decoded and compared before the file is replaced. */
export async function writePieces(
  fileSystem: FileSystem,
  path: string,
  definition: TableDefinition,
  { numRows, pieces, bytesInMemory: bytes }: RowsInPieces,
  metadata: FileMetadata,
): Promise<number> {
  return replacePartition(fileSystem, path, async () => {
    const limit = rowsAtOnce(numRows, bytes);
    const encoded = await encodePieces(definition.schema, pieces(limit), limit, metadata);
    let row = 0;
    for (const piece of pieces(limit)) {
      const written = decodeRows(encoded, row, piece.numRows);
      if (!hasEqualRows(definition, piece, written)) throw notTheSameRows();
      row += piece.numRows;
    }
    // Nothing may come after the last row.
    if (decodeRows(encoded, row, 1).numRows > 0) throw notTheSameRows();
    return encoded;
  });
}

/** How much memory the rows take as Arrow holds them. */
function bytesInMemory(table: Table): number {
  return table.batches.reduce((sum, { data }) => sum + data.byteLength, 0);
}

function notTheSameRows(): Error {
  return new Error("the new file would not hold the same rows");
}

async function replacePartition(
  fileSystem: FileSystem,
  path: string,
  encode: () => Uint8Array | Promise<Uint8Array>,
): Promise<number> {
  try {
    const bytes = await encode();
    await makeFolder(fileSystem, dirname(path), 0o755);
    await replaceFile(path, bytes, { fileSystem, mode: 0o644 });
    return bytes.byteLength;
  } catch (error) {
    const message = `Could not write ${path}: ${messageOf(error)}. The rows it had are unchanged.`;
    throw new ArchiveError("ERR_PARTITION_WRITE", path, message, { cause: error });
  }
}

/**
 * Whether the folder lists the partition's file, which may be a link that leads nowhere: that
 * is no reason to begin a new one. A second Parquet file may hold the same keys; only a person
 * can decide which one counts.
 */
async function hasFile(fileSystem: FileSystem, path: string): Promise<boolean> {
  const names = await listNames(fileSystem, dirname(path));
  const other = names.find((name) => name.endsWith(".parquet") && name !== basename(path));
  if (other === undefined) return names.includes(basename(path));
  throw new ArchiveError(
    "ERR_PARTITION_FILES",
    path,
    `The archive keeps one file a month, but there is also ${join(dirname(path), other)}. Move it out of the archive.`,
  );
}

async function listNames(fileSystem: FileSystem, folder: string): Promise<readonly string[]> {
  try {
    return (await fileSystem.readdir(folder)).map(({ name }) => name);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw error;
  }
}

function refuseNullKeys(table: Table, path: string, { primaryKey }: TableDefinition): void {
  const withNulls = primaryKey.filter((name) => (table.getChild(name)?.nullCount ?? 0) > 0);
  if (withNulls.length === 0) return;
  const columns = withNulls.map((name) => `"${name}"`).join(" and ");
  throw new ArchiveError(
    "ERR_PARTITION_KEYS",
    path,
    `Some rows of ${path} have no ${columns}, which every row needs to be told from the others. The file was not changed; fill the values in or remove those rows, or move it out of the archive.`,
  );
}

export function unreadable(
  path: string,
  cause: unknown,
  advice = "The file was not changed; put a good copy in its place or move it out of the archive.",
): ArchiveError {
  return new ArchiveError(
    "ERR_PARTITION_UNREADABLE",
    path,
    `Cannot read ${path}: ${messageOf(cause)}. ${advice}`,
    { cause },
  );
}

export function otherColumns(
  path: string,
  problems: readonly string[],
  advice = "The file was not changed; write it again with the archive's columns, or move it out of the archive.",
): ArchiveError {
  return new ArchiveError(
    "ERR_PARTITION_SCHEMA",
    path,
    `The columns of ${path} are not the archive's: ${problems.join("; ")}. ${advice}`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
