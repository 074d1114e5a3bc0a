import type { SourceState } from "../landing/source-state.js";

/** A Parquet file of a household's archive. */
export interface RemoteFile {
  /** Below the archive's root or its manifest, with "/" between names. */
  readonly path: string;
  /** In hexadecimal: its SHA-256, or git's blob SHA-1; undefined if only reading it can tell. */
  readonly hash: string | undefined;
  readonly bytes: number;
  /** Where it is in a folder: when it was last changed, in milliseconds since 1970. */
  readonly mtimeMs?: number;
}

/** What a source has. */
export interface Listing {
  readonly files: readonly RemoteFile[];
  /** The IANA name that its manifest says. */
  readonly timeZone: string | undefined;
  /** By these the next listing may be saved. */
  readonly etag?: string | undefined;
  readonly commit?: string | undefined;
}

/** Where a household's archive can be read. */
export interface Source {
  /** Its files; undefined if nothing has changed since `state`. Rejects with `SourceError`, or with the signal's reason. */
  list(state: SourceState | undefined): Promise<Listing | undefined>;
  /** The bytes of a file, which are those that the listing names. Rejects with `SourceFileError`, `SourceError`, or with the signal's reason. */
  read(file: RemoteFile): Promise<Uint8Array>;
}

/** A source that cannot be used now. Its message says why and what to do, without a token. */
export class SourceError extends Error {
  override readonly name = "SourceError";
}

/** A file of a source that could not be taken; the others can. */
export class SourceFileError extends Error {
  override readonly name = "SourceFileError";
  /** It will be so until the file's hash changes: there is no use in fetching it again. */
  readonly isLasting: boolean;

  constructor(message: string, options: ErrorOptions & { readonly isLasting: boolean }) {
    super(message, options);
    this.isLasting = options.isLasting;
  }
}

/** Ten years of a roof take half of this; decoding more would hold up all other sources. */
export const maxFileBytes = 32 * 2 ** 20;

/** Throws `SourceFileError` for a file that is too large to be a household's. */
export function refuseLarge({ path, bytes }: RemoteFile): void {
  if (bytes <= maxFileBytes) return;
  const message = `${path} has ${bytes} bytes, and a household's file at most ${maxFileBytes}. Check that it is a file of the recorder.`;
  throw new SourceFileError(message, { isLasting: true });
}
