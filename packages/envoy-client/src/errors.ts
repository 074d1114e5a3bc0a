/**
 * - `ERR_UNREACHABLE`: no connection, or it broke.
 * - `ERR_TIMEOUT`: the deadline of the call passed.
 * - `ERR_CLOSED`: the client was closed before the call was made or had ended.
 * - `ERR_UNAUTHORIZED`: the gateway refused the login (status 401) or that page to it (403), or no login was given.
 * - `ERR_TOKEN_EXPIRED`: the gateway refused a token that has expired; `expiresAt` is when.
 * - `ERR_HTTP_STATUS`: any status other than 200.
 * - `ERR_RESPONSE_TOO_LARGE`: the answer is larger than `maxResponseBytes`.
 * - `ERR_INVALID_BODY`: the answer is not what the page should contain; `body` is its text.
 * - `ERR_CERTIFICATE_CHANGED`: the gateway presented a different certificate than before, or none, and `tls` is "pinned".
 * - `ERR_INSECURE`: a token, or any request if `tls` is "pinned", would have gone over http, and was not sent.
 * - `ERR_NOT_A_GATEWAY`: what answers at the address is no gateway, so the token was not sent.
 * - `ERR_WRONG_GATEWAY`: the gateway is not the one that the token is for, so the token was not sent.
 * - `ERR_LOGIN_PASSWORD`: Enlighten does not accept the user and password.
 * - `ERR_LOGIN_MULTI_FACTOR`: the account asks for a second factor, which a program cannot give.
 * - `ERR_LOGIN_SERIAL`: the account does not include that gateway.
 * - `ERR_LOGIN_SESSIONS`: Enlighten has too many sessions of that account.
 * - `ERR_LOGIN_UNAVAILABLE`: one of Enphase's hosts gave no usable answer.
 * - `ERR_LOGIN_PAUSED`: the last login gave no token, and the next one waits until `retryAt`.
 * - `ERR_TOKENS_UNSUPPORTED`: a keeper was given, and the gateway's firmware is older than 7 and takes no tokens.
 */
export type EnvoyErrorCode =
  | "ERR_UNREACHABLE"
  | "ERR_TIMEOUT"
  | "ERR_CLOSED"
  | "ERR_UNAUTHORIZED"
  | "ERR_TOKEN_EXPIRED"
  | "ERR_HTTP_STATUS"
  | "ERR_RESPONSE_TOO_LARGE"
  | "ERR_INVALID_BODY"
  | "ERR_CERTIFICATE_CHANGED"
  | "ERR_INSECURE"
  | "ERR_NOT_A_GATEWAY"
  | "ERR_WRONG_GATEWAY"
  | "ERR_LOGIN_PASSWORD"
  | "ERR_LOGIN_MULTI_FACTOR"
  | "ERR_LOGIN_SERIAL"
  | "ERR_LOGIN_SESSIONS"
  | "ERR_LOGIN_UNAVAILABLE"
  | "ERR_LOGIN_PAUSED"
  | "ERR_TOKENS_UNSUPPORTED";

/** Facts of an {@link EnvoyError}. */
export interface EnvoyErrorFacts extends ErrorOptions {
  /** The URL that was requested. Contains no secret. */
  readonly url?: string;
  /** The HTTP status, if one was received. */
  readonly status?: number;
  /** The text that could not be used, for `ERR_INVALID_BODY`. */
  readonly body?: string;
  /** When the token expired, for `ERR_TOKEN_EXPIRED`. */
  readonly expiresAt?: Date;
  /** When the next login is due, for `ERR_LOGIN_PAUSED`. */
  readonly retryAt?: Date;
}

/** Whatever can go wrong between this client and a gateway or Enphase's hosts. No form of it contains a token or a password. */
export class EnvoyError extends Error {
  override readonly name = "EnvoyError";
  /** What went wrong, for programs. */
  readonly code: EnvoyErrorCode;
  /** The URL that was requested. Contains no secret. */
  readonly url: string | undefined;
  /** The HTTP status, if one was received. */
  readonly status: number | undefined;
  /** The text that could not be used, for `ERR_INVALID_BODY`. */
  readonly body: string | undefined;
  /** When the token expired, for `ERR_TOKEN_EXPIRED`. */
  readonly expiresAt: Date | undefined;
  /** When the next login is due, for `ERR_LOGIN_PAUSED`. */
  readonly retryAt: Date | undefined;

  constructor(code: EnvoyErrorCode, message: string, facts: EnvoyErrorFacts = {}) {
    super(message, facts.cause === undefined ? undefined : { cause: facts.cause });
    this.code = code;
    this.url = facts.url;
    this.status = facts.status;
    this.body = facts.body;
    this.expiresAt = facts.expiresAt;
    this.retryAt = facts.retryAt;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
