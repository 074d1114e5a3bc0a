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

/** The `code` of a Node system error ("ENOENT", "ENOSPC", ...); undefined if there is none. */
export function errorCode(error: unknown): string | undefined {
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.code;
  }
  return undefined;
}

/** Whether the disk failed: a system error of Node's, or a short write. */
export function isDiskError(error: unknown): error is Error {
  return error instanceof ShortWriteError || (error instanceof Error && "syscall" in error);
}
