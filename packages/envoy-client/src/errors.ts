/**
 * - `ERR_UNREACHABLE`: no connection, or it broke.
 * - `ERR_TIMEOUT`: the deadline of the call passed.
 * - `ERR_UNAUTHORIZED`: the gateway refused the token (401 or 403).
 * - `ERR_HTTP_STATUS`: any other status than 200.
 * - `ERR_RESPONSE_TOO_LARGE`: the answer is larger than `maxResponseBytes`.
 * - `ERR_INVALID_BODY`: the answer is not what the endpoint should give.
 */
export type EnvoyErrorCode =
  | "ERR_UNREACHABLE"
  | "ERR_TIMEOUT"
  | "ERR_UNAUTHORIZED"
  | "ERR_HTTP_STATUS"
  | "ERR_RESPONSE_TOO_LARGE"
  | "ERR_INVALID_BODY";

/** Facts of an {@link EnvoyError}. */
export interface EnvoyErrorFacts extends ErrorOptions {
  /** The URL that was asked. Holds no secret. */
  readonly url?: string;
  /** The HTTP status, where one was received. */
  readonly status?: number;
  /** The text that could not be used, for `ERR_INVALID_BODY`. */
  readonly body?: string;
}

/** Whatever can go wrong between this client and a gateway. No form of it holds a token. */
export class EnvoyError extends Error {
  override readonly name = "EnvoyError";
  readonly code: EnvoyErrorCode;
  readonly url: string | undefined;
  readonly status: number | undefined;
  readonly body: string | undefined;

  constructor(code: EnvoyErrorCode, message: string, facts: EnvoyErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.url = facts.url;
    this.status = facts.status;
    this.body = facts.body;
  }
}
