/**
 * - `ERR_UNAUTHORIZED`: the Hub does not know the token (401).
 * - `ERR_FORBIDDEN`: the token may not write there (403).
 * - `ERR_NOT_FOUND`: no such repository or branch (404).
 * - `ERR_COMMIT_QUOTA`: too many commits in an hour; `retryAt` is when to try again.
 * - `ERR_BRANCH_MOVED`: other commits landed before each attempt (412).
 * - `ERR_UNREACHABLE`: no answer, or a transient error that did not end in time.
 * - `ERR_PUBLIC`: everybody can read the repository, and only a private one was wanted; nothing was sent.
 * - `ERR_FILE_CHANGED`: a file of an immutable folder changed while it was sent.
 * - `ERR_NO_PAGE`: the folder of a Space's page has no `index.html`.
 * - `ERR_NOT_STATIC`: the Space has another SDK, or none; nothing was changed.
 * - `ERR_OTHER_PAGE`: the Space shows somebody's page; nothing was changed.
 * - `ERR_TOO_LARGE`: a file has more bytes than the caller wants.
 * - `ERR_HUB`: any other refusal.
 */
export type HubSyncErrorCode =
  | "ERR_UNAUTHORIZED"
  | "ERR_FORBIDDEN"
  | "ERR_NOT_FOUND"
  | "ERR_COMMIT_QUOTA"
  | "ERR_BRANCH_MOVED"
  | "ERR_UNREACHABLE"
  | "ERR_PUBLIC"
  | "ERR_FILE_CHANGED"
  | "ERR_NO_PAGE"
  | "ERR_NOT_STATIC"
  | "ERR_OTHER_PAGE"
  | "ERR_TOO_LARGE"
  | "ERR_HUB";

/** Facts of a {@link HubSyncError}. */
export interface HubSyncErrorFacts extends ErrorOptions {
  /** The HTTP status, where one was received. */
  readonly status?: number;
  /** When the Hub accepts commits again, for `ERR_COMMIT_QUOTA`. */
  readonly retryAt?: Date;
}

/** An upload or a read that failed. No part of it holds the token. */
export class HubSyncError extends Error {
  override readonly name = "HubSyncError";
  readonly code: HubSyncErrorCode;
  readonly status: number | undefined;
  readonly retryAt: Date | undefined;

  constructor(code: HubSyncErrorCode, message: string, facts: HubSyncErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.status = facts.status;
    this.retryAt = facts.retryAt;
  }
}
