import { ArchiveReaderError, type ArchiveReaderErrorCode } from "@envoy/archive-reader";

/** Why something could not be read, as it crosses from the worker to the page. */
export interface Failure {
  readonly code: ArchiveReaderErrorCode | "ERR_UNEXPECTED";
  readonly message: string;
}

/** An error as a failure; one that is none of the reader's is a fault of the page. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ArchiveReaderError) return { code: error.code, message: error.message };
  return {
    code: "ERR_UNEXPECTED",
    message: error instanceof Error ? error.message : String(error),
  };
}
