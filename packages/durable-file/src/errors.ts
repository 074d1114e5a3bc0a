/** The disk wrote fewer bytes than it was given, and reported no error. The temporary file was removed. */
export class ShortWriteError extends Error {
  override readonly name = "ShortWriteError";
  readonly code = "ERR_SHORT_WRITE";
  readonly path: string;
  readonly expectedBytes: number;
  readonly actualBytes: number;

  constructor(path: string, expectedBytes: number, actualBytes: number) {
    super(
      `Only ${actualBytes} of ${expectedBytes} bytes reached ${path}; is the disk full? Free some space and try again.`,
    );
    this.path = path;
    this.expectedBytes = expectedBytes;
    this.actualBytes = actualBytes;
  }
}

/**
 * - `ERR_NOT_A_FILE`: the path is a FIFO, a device or a socket.
 * - `ERR_FILE_TOO_LARGE`: the file holds more bytes than the limit.
 */
export type RefusedFileErrorCode = "ERR_NOT_A_FILE" | "ERR_FILE_TOO_LARGE";

/** What a path leads to was not read, because its bytes might never come or never end. */
export class RefusedFileError extends Error {
  override readonly name = "RefusedFileError";
  readonly code: RefusedFileErrorCode;
  readonly path: string;
  /** As in Node's system errors. */
  readonly syscall = "read";

  constructor(code: RefusedFileErrorCode, path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** The `code` of a Node system error ("ENOENT", "ENOSPC", ...); undefined if there is none. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code;
  }
  return undefined;
}

/** Whether the disk failed: a system error of Node's, a short write, or a path that is not a file to read. */
export function isDiskError(error: unknown): error is Error {
  return error instanceof ShortWriteError || (error instanceof Error && "syscall" in error);
}
