/** `ERR_UNREADABLE_ENTRY`: an entry's gzip is damaged. `ERR_ENTRY_TOO_LARGE`: it unpacks to more than the limit. */
export type WalBufferErrorCode = "ERR_UNREADABLE_ENTRY" | "ERR_ENTRY_TOO_LARGE";

/** An entry that cannot be unpacked. Errors of the disk stay Node's system errors. */
export class WalBufferError extends Error {
  override readonly name = "WalBufferError";
  readonly code: WalBufferErrorCode;
  /** The entry's file. */
  readonly path: string;

  constructor(code: WalBufferErrorCode, path: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.path = path;
  }
}
