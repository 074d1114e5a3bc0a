/**
 * - `ERR_PARTITION_UNREADABLE`: the partition's file is not a complete Parquet file.
 * - `ERR_PARTITION_SCHEMA`: its columns are not the table's, and cannot be converted without loss.
 * - `ERR_PARTITION_KEYS`: a column of its primary key holds a null.
 * - `ERR_PARTITION_FILES`: the partition holds another Parquet file beside the archive's.
 * - `ERR_PARTITION_WRITE`: the new file could not be written; the old one is unchanged.
 */
export type ArchiveErrorCode =
  | "ERR_PARTITION_UNREADABLE"
  | "ERR_PARTITION_SCHEMA"
  | "ERR_PARTITION_KEYS"
  | "ERR_PARTITION_FILES"
  | "ERR_PARTITION_WRITE";

/** A partition that could not be read or written. Its file on disk is as it was. */
export class ArchiveError extends Error {
  override readonly name = "ArchiveError";
  readonly code: ArchiveErrorCode;
  /** The partition's file. */
  readonly path: string;

  constructor(code: ArchiveErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.path = path;
  }
}
