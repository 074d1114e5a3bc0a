import { createHash } from "node:crypto";
import { isDiskError } from "@envoy/durable-file";
import { FleetTableError } from "./errors.js";
import { type ParquetTimes, parquetTimes } from "./parquet-times.js";
import type { OpenContent, TableFileSystem } from "./table-file-system.js";

/** What a Parquet file says of itself. */
export interface FileDescription extends ParquetTimes {
  readonly bytes: number;
  /** In hexadecimal. */
  readonly sha256: string;
}

const chunkBytes = 4 * 1024 * 1024;

/**
 * Describes a Parquet file by its content, which is hashed piece by piece. Rejects with `ERR_PARQUET`, with Node's system
 * errors, or with the signal's reason.
 */
export async function describeFile(
  fileSystem: TableFileSystem,
  path: string,
  signal?: AbortSignal,
): Promise<FileDescription> {
  const content = await fileSystem.openContent(path);
  try {
    const times = await timesOf(content, path);
    return { ...times, bytes: content.bytes, sha256: await hashOf(content, signal) };
  } finally {
    await content.close();
  }
}

async function timesOf(content: OpenContent, path: string): Promise<ParquetTimes> {
  try {
    return await parquetTimes({
      byteLength: content.bytes,
      slice: async (start, end = content.bytes) => (await content.read(start, end)).slice().buffer,
    });
  } catch (cause) {
    if (isDiskError(cause)) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new FleetTableError(
      "ERR_PARQUET",
      path,
      `${path} is not a Parquet file of a fleet's table (${reason}). Run the compaction again; if it stays so, the engine writes files that cannot be used.`,
      { cause },
    );
  }
}

async function hashOf(content: OpenContent, signal: AbortSignal | undefined): Promise<string> {
  const hash = createHash("sha256");
  for (let start = 0; start < content.bytes; start += chunkBytes) {
    signal?.throwIfAborted();
    hash.update(await content.read(start, start + chunkBytes));
  }
  return hash.digest("hex");
}
