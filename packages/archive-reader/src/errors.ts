/**
 * - `ERR_UNREACHABLE`: no complete answer, or one that says nothing of the file (5xx, 429, …).
 * - `ERR_UNAUTHORIZED`: the server asks for a token, or does not accept this one (401, 403).
 * - `ERR_NOT_FOUND`: no such file, dataset or revision (404).
 * - `ERR_MANIFEST`: what was read is not a manifest that this version understands.
 * - `ERR_CHANGED`: a file is not the one that the manifest names, nor the one that a newer manifest names.
 * - `ERR_PARQUET`: the bytes are not a Parquet file with the columns of the table.
 */
export type ArchiveReaderErrorCode =
  | "ERR_UNREACHABLE"
  | "ERR_UNAUTHORIZED"
  | "ERR_NOT_FOUND"
  | "ERR_MANIFEST"
  | "ERR_CHANGED"
  | "ERR_PARQUET";

/** Facts of an {@link ArchiveReaderError}. */
export interface ArchiveReaderErrorFacts extends ErrorOptions {
  /** The HTTP status, where one was received. */
  readonly status?: number;
}

/** An archive that could not be read. No part of it contains a token. */
export class ArchiveReaderError extends Error {
  override readonly name = "ArchiveReaderError";
  readonly code: ArchiveReaderErrorCode;
  /** The HTTP status, where one was received. */
  readonly status: number | undefined;

  constructor(code: ArchiveReaderErrorCode, message: string, facts: ArchiveReaderErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.status = facts.status;
  }
}
