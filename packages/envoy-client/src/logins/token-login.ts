import { EnvoyError } from "../errors.js";
import { paths } from "../pages/paths.js";
import { decodeToken, isHeaderSafe } from "../tokens/token.js";
import type { RawAnswer } from "../transport/get.js";
import { type Login, tokenPage } from "../transport/login.js";

/** Signs with a token, and if that is not enough also with the session cookie that `/auth/check_jwt` sets for it. */
export class TokenLogin implements Login {
  readonly #token: string;
  #cookie: string | undefined;
  #isTokenRefused = false;

  /** Throws `TypeError` if the token does not fit an HTTP header. */
  constructor(token: string) {
    if (!isHeaderSafe(token)) {
      // Its value is not shown: it may be a good token with one space too many.
      throw new TypeError(
        "A token should be printable ASCII without spaces, to fit an HTTP header.",
      );
    }
    this.#token = token;
  }

  /** The gateway refused the token itself, not only a page. */
  get isTokenRefused(): boolean {
    return this.#isTokenRefused;
  }

  headers(): Readonly<Record<string, string>> {
    return {
      authorization: `Bearer ${this.#token}`,
      ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
    };
  }

  async retryAfterRefusal(
    _: RawAnswer,
    ask: (path: string) => Promise<RawAnswer>,
  ): Promise<boolean> {
    this.#cookie = undefined;
    const check = await ask(paths.checkToken);
    this.#isTokenRefused = check.status === 401 || check.status === 403;
    if (check.status === 200) this.#cookie = check.cookie;
    return this.#cookie !== undefined;
  }

  refusalError(url: string, status: number): EnvoyError {
    const facts = { url, status };
    const expiresAt = decodeToken(this.#token)?.expiresAt;
    if (expiresAt !== undefined && expiresAt.getTime() <= Date.now()) {
      const message = `${url} refused the token (HTTP ${status}): it expired on ${expiresAt.toISOString().slice(0, 10)}. Get a new one at ${tokenPage}.`;
      return new EnvoyError("ERR_TOKEN_EXPIRED", message, { ...facts, expiresAt });
    }
    const message = `${url} refused the token (HTTP ${status}). It may belong to another gateway; get a new one at ${tokenPage}.`;
    return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
  }
}
