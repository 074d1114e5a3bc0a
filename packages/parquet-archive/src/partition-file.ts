import { basename, dirname, join } from "node:path";
import { errorCode, type FileSystem, makeFolder, replaceFile } from "@envoy/durable-file";
import type { DataType, Table } from "apache-arrow";
import { ArchiveError } from "./errors.js";
import { decodeParquet, encodeParquet } from "./parquet-codec.js";
import { isTextDictionary, type TableDefinition } from "./table-definition.js";

/** Columns that the earlier recorder wrote into its files as well as into the path. Readers refuse a mix, so they are dropped. */
const partitionColumns = new Set(["year", "month"]);

/** Reads a partition's file; undefined if there is none. Rejects with `ArchiveError` if it cannot be used. */
export async function readPartition(
  fileSystem: FileSystem,
  path: string,
  definition: TableDefinition,
): Promise<Table | undefined> {
  let bytes: Uint8Array;
  try {
    await refuseOtherFiles(fileSystem, path);
    bytes = fileSystem.readFileSync(path);
  } catch (error) {
    if (error instanceof ArchiveError) throw error;
    if (errorCode(error) === "ENOENT") return undefined;
    throw unreadable(path, error);
  }
  let table: Table;
  try {
    table = decodeParquet(bytes);
  } catch (error) {
    throw unreadable(path, error);
  }
  checkColumns(table, path, definition);
  return table;
}

/** The table has a `year` or `month` column, as files of the earlier recorder do. */
export function hasPartitionColumns(table: Table): boolean {
  return table.schema.fields.some(({ name }) => partitionColumns.has(name));
}

/** Encodes and replaces a partition's file, durably. Returns its size in bytes. */
export async function writePartition(
  fileSystem: FileSystem,
  path: string,
  table: Table,
): Promise<number> {
  const bytes = encodeParquet(table);
  try {
    await makeFolder(fileSystem, dirname(path), 0o755);
    await replaceFile(path, bytes, { fileSystem, mode: 0o644 });
  } catch (error) {
    const message = `Could not write ${path}: ${messageOf(error)}. The rows it had are unchanged.`;
    throw new ArchiveError("ERR_PARTITION_WRITE", path, message, { cause: error });
  }
  return bytes.byteLength;
}

/** A second Parquet file in the partition may hold the same keys; only a person can decide which one counts. */
async function refuseOtherFiles(fileSystem: FileSystem, path: string): Promise<void> {
  const entries = await fileSystem.readdir(dirname(path));
  const other = entries.find(({ name }) => name.endsWith(".parquet") && name !== basename(path));
  if (other === undefined) return;
  const otherPath = join(dirname(path), other.name);
  throw new ArchiveError(
    "ERR_PARTITION_FILES",
    path,
    `The archive keeps one file a month, but there is also ${otherPath}. Move it out of the archive.`,
  );
}

function unreadable(path: string, cause: unknown): ArchiveError {
  return new ArchiveError(
    "ERR_PARTITION_UNREADABLE",
    path,
    `Cannot read ${path}: ${messageOf(cause)}. The file was not changed; put a good copy in its place or move it out of the archive.`,
    { cause },
  );
}

function checkColumns(table: Table, path: string, { schema }: TableDefinition): void {
  const problems: string[] = [];
  for (const { name, type } of schema.fields) {
    const found = table.schema.fields.find((field) => field.name === name);
    if (found === undefined) problems.push(`"${name}" is missing`);
    else if (!isSameType(found.type, type)) {
      problems.push(`"${name}" is ${found.type}, should be ${type}`);
    }
  }
  const known = new Set(schema.fields.map(({ name }) => name));
  for (const { name } of table.schema.fields) {
    if (!known.has(name) && !partitionColumns.has(name)) problems.push(`"${name}" is unknown`);
  }
  if (problems.length === 0) return;
  throw new ArchiveError(
    "ERR_PARTITION_SCHEMA",
    path,
    `The columns of ${path} are not the archive's: ${problems.join("; ")}. The file was not changed; move it out of the archive.`,
  );
}

/** Dictionaries of text are the same type, whatever the width of their codes and offsets. */
function isSameType(a: DataType, b: DataType): boolean {
  return (isTextDictionary(a) && isTextDictionary(b)) || String(a) === String(b);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
