import { EnvoyError } from "../errors.js";
import { Turns } from "../turns.js";
import { decodeToken, isHeaderSafe, isRenewalDue, type TokenClaims } from "./token.js";
import type { TokenStore } from "./token-store.js";

/** Where new tokens come from, such as `enlightenTokens`. */
export interface TokenSource {
  /** A new token for a gateway. Rejects with `EnvoyError`. */
  fetchToken(gatewaySerial: string, signal: AbortSignal): Promise<string>;
}

/** Options of {@link TokenKeeper}. */
export interface TokenKeeperOptions {
  readonly source: TokenSource;
  readonly store: TokenStore;
  /** How long the next login waits after one that failed, and a renewal after the token was issued, in milliseconds. @default 3_600_000 (1 hour) */
  readonly retryPauseMs?: number;
  /** @default Date.now */
  readonly now?: () => number;
  /** Called with the reason when a token could not be renewed; the old one is still in use. */
  readonly onRenewalError?: (error: unknown, kept: KeptToken) => void;
}

/** A token, and where it came from. */
export interface KeptToken {
  readonly token: string;
  readonly claims: TokenClaims | undefined;
  /** It was just fetched, not read from the store. */
  readonly isNew: boolean;
  /** Why the token could not be renewed when that was due; it still works. */
  readonly renewalError?: unknown;
}

/** The gateway that a token is for; asked only when a token must be fetched. */
export interface TokenGateway {
  serialNumber(): Promise<string>;
  /** Whether the gateway accepts this token. */
  accepts(token: string): Promise<boolean>;
}

/** Options of `TokenKeeper.token`. */
export interface TokenOptions {
  /** Fetches a new token at once, even if the kept one is good or the last login failed. @default false */
  readonly renew?: boolean;
  /** A token that the gateway refused, which is not handed out again. */
  readonly refused?: string;
  readonly signal?: AbortSignal;
}

/**
 * Hands out one gateway's token and replaces it in time: when a twelfth of its life is left,
 * 30 days at most. A new token must be accepted by the gateway before it replaces
 * the old one, and a renewal that fails costs nothing until the old one expires. The cloud
 * counts sessions: a run whose token is good does not log in, and after a login that
 * gave no token the next one waits, even if the run was killed meanwhile.
 */
export class TokenKeeper {
  readonly #options: Required<TokenKeeperOptions>;
  readonly #turns = new Turns();
  /** The token that was fetched last, unless it took the place of a refused one. */
  #accepted: string | undefined;
  #lastLoginAt: number | undefined;

  constructor(options: TokenKeeperOptions) {
    this.#options = {
      retryPauseMs: 3_600_000,
      now: Date.now,
      onRenewalError: () => undefined,
      ...options,
    };
  }

  /**
   * The kept token, or a new one if that is missing, refused or due for renewal. If there
   * is no token to hand out, rejects with the `EnvoyError` of the source or the gateway, with
   * `ERR_LOGIN_PAUSED`, or with the store's error if the store cannot be written.
   */
  token(gateway: TokenGateway, options: TokenOptions = {}): Promise<KeptToken> {
    const { signal = new AbortController().signal } = options;
    // One call after another, so that two clients of one keeper do not both log in.
    return this.#turns.take(() => this.#token(gateway, options, signal), signal);
  }

  async #token(
    gateway: TokenGateway,
    { renew = false, refused }: TokenOptions,
    signal: AbortSignal,
  ): Promise<KeptToken> {
    const { now, onRenewalError } = this.#options;
    const kept = await this.#unexpiredToken(refused);
    if (!renew) {
      if (kept !== undefined && !isDue(kept.claims, now())) return kept;
      const retryAt = await this.#pauseEnd(kept, refused);
      if (retryAt !== undefined) {
        if (kept !== undefined) return kept;
        throw pausedError(retryAt);
      }
    }
    signal.throwIfAborted();
    const serialNumber = await gateway.serialNumber();
    try {
      const fetched = await this.#logIn(serialNumber, gateway, signal);
      this.#accepted = refused === undefined ? fetched.token : undefined;
      return fetched;
    } catch (error) {
      if (signal.aborted || kept === undefined || renew) throw error;
      onRenewalError(error, kept);
      return keptToken(kept.token, { isNew: false, renewalError: error });
    }
  }

  /** The kept token, unless it has expired, was refused, or is not a token at all. */
  async #unexpiredToken(refused: string | undefined): Promise<KeptToken | undefined> {
    const { store, now } = this.#options;
    // A file with one line ends with a newline.
    const token = (await store.get())?.trim();
    if (token === undefined || token === refused || !isTokenLike(token)) return undefined;
    const kept = keptToken(token, { isNew: false });
    return isExpired(kept.claims, now()) ? undefined : kept;
  }

  /** When the next login is due, in milliseconds since 1970; undefined if it need not wait. */
  async #pauseEnd(
    kept: KeptToken | undefined,
    refused: string | undefined,
  ): Promise<number | undefined> {
    const { store, now, retryPauseMs } = this.#options;
    // A token that is refused or due soon after it was issued counts as a failed login. One that the
    // gateway accepted first does not, once: a gateway may forget its tokens when it is reset.
    const countsAsFailure = refused !== undefined && refused !== this.#accepted;
    const refusedClaims = countsAsFailure ? decodeToken(refused) : undefined;
    const issueDates = [refusedClaims?.issuedAt, kept?.claims?.issuedAt];
    // A token that does not say when it was issued is taken for as old as the last login.
    const isUndated =
      (countsAsFailure && refusedClaims?.issuedAt === undefined) ||
      (kept !== undefined && kept.claims?.issuedAt === undefined);
    const lastLoginAt = isUndated ? this.#lastLoginAt : undefined;
    const noted = [await store.getLoginFailure(), lastLoginAt];
    const failures = [...noted, ...issueDates.map((date) => date?.getTime())]
      .filter((at) => at !== undefined)
      // A time in the future was noted before the clock went back, and does not count.
      .filter((at) => at <= now() && now() < at + retryPauseMs);
    return failures.length === 0 ? undefined : Math.max(...failures) + retryPauseMs;
  }

  /** Fetches, checks and keeps a new token. */
  async #logIn(
    serialNumber: string,
    gateway: TokenGateway,
    signal: AbortSignal,
  ): Promise<KeptToken> {
    const { store, now } = this.#options;
    const previousFailure = await store.getLoginFailure();
    // A login counts as failed until it succeeds, so that the next one also waits if this
    // process is killed. If that cannot be noted, every run would log in: so none does.
    const startedAt = now();
    await store.setLoginFailure(startedAt);
    this.#lastLoginAt = startedAt;
    try {
      const token = await this.#fetchToken(serialNumber, gateway, signal);
      await store.set(token);
      const fetched = keptToken(token, { isNew: true });
      // A token that does not say when to log in next leaves the note of this login.
      if (fetched.claims !== undefined) await this.#tryToNote(undefined);
      return fetched;
    } catch (error) {
      // A login that the caller broke off did not fail.
      if (signal.aborted) {
        this.#lastLoginAt = previousFailure;
        await this.#tryToNote(previousFailure);
      }
      throw error;
    }
  }

  async #fetchToken(
    serialNumber: string,
    gateway: TokenGateway,
    signal: AbortSignal,
  ): Promise<string> {
    const token = (await this.#options.source.fetchToken(serialNumber, signal)).trim();
    if (await gateway.accepts(token)) return token;
    const message = `Gateway ${serialNumber} refused the token that was just fetched for it.`;
    throw new EnvoyError("ERR_UNAUTHORIZED", message);
  }

  /** If this fails, the next login waits without need, which is no reason to reject. */
  async #tryToNote(failedAt: number | undefined): Promise<void> {
    await this.#options.store.setLoginFailure(failedAt).catch(() => undefined);
  }
}

/** Whether a text has the three parts of a JWT, and fits an HTTP header. What they say may be unknown. */
function isTokenLike(text: string): boolean {
  return isHeaderSafe(text) && text.split(".").length === 3;
}

/** A token that does not say when it expires is used until the gateway refuses it. */
function isExpired(claims: TokenClaims | undefined, now: number): boolean {
  return claims !== undefined && claims.expiresAt.getTime() <= now;
}

function isDue(claims: TokenClaims | undefined, now: number): boolean {
  return claims !== undefined && isRenewalDue(claims, now);
}

/** The token can be read, but does not appear in the output of `util.inspect` or `JSON.stringify`. */
function keptToken(token: string, facts: Pick<KeptToken, "isNew" | "renewalError">): KeptToken {
  const kept = { ...facts, claims: decodeToken(token), token };
  return Object.defineProperty(kept, "token", { enumerable: false });
}

function pausedError(retryAt: number): EnvoyError {
  const due = new Date(retryAt);
  const dueText = due.toISOString().slice(0, 19).replace("T", " ");
  const message = `The last login gave no usable token. The next attempt is at ${dueText} UTC.`;
  return new EnvoyError("ERR_LOGIN_PAUSED", message, { retryAt: due });
}
