import { EnvoyError } from "../errors.js";
import { type GatewayInfo, parseGatewayInfo } from "../pages/gateway-info.js";
import { paths } from "../pages/paths.js";
import { decodeToken, isHeaderSafe } from "../tokens/token.js";
import type { RawAnswer } from "../transport/get.js";
import { type GatewayCheck, type Login, tokenPage } from "../transport/login.js";

/** Signs with a token, and if that is not enough also with the session cookie that `/auth/check_jwt` sets for it. */
export class TokenLogin implements Login {
  readonly #token: string;
  #cookie: string | undefined;
  #isTokenRefused = false;

  /** Throws `TypeError` if the token does not fit an HTTP header. */
  constructor(untrimmed: string) {
    // JavaScript callers, and those who read it from the environment, may lack it.
    if (typeof untrimmed !== "string") throw new TypeError("The token is missing.");
    // A file with one line ends with a newline.
    const token = untrimmed.trim();
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

  headers(path: string): Readonly<Record<string, string>> {
    // This page needs no login, and is asked of what may not be the gateway.
    if (path === paths.info) return {};
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

  gatewayCheck(path: string): GatewayCheck | undefined {
    if (path === paths.info) return undefined;
    return async (origin, ask) => {
      const { serialNumber } = infoIn(await ask(paths.info), origin + paths.info);
      const gatewaySerial = decodeToken(this.#token)?.gatewaySerial;
      if (gatewaySerial === undefined || gatewaySerial === serialNumber) return;
      const message = `The gateway at ${origin} is ${serialNumber}, and the token is for ${gatewaySerial}: it was not sent. Correct the address, or get a token for ${serialNumber} at ${tokenPage}.`;
      throw new EnvoyError("ERR_WRONG_GATEWAY", message, { url: origin });
    };
  }

  refusalError(url: string, status: number): EnvoyError {
    const facts = { url, status };
    const { expiresAt, role } = decodeToken(this.#token) ?? {};
    if (expiresAt !== undefined && expiresAt.getTime() <= Date.now()) {
      // A gateway answers 401 to a token that it does not accept, and so 403 is about the page.
      if (status === 403) {
        const whose = role === undefined ? "" : `the role ${JSON.stringify(role)} of `;
        const message = `${url} is not open to ${whose}this token (HTTP 403). A new token of the same account would not help${role === "installer" ? "" : "; an installer's may"}.`;
        return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
      }
      const message = `${url} refused the token (HTTP ${status}): it expired on ${expiresAt.toISOString().slice(0, 10)}. Get a new one at ${tokenPage}.`;
      return new EnvoyError("ERR_TOKEN_EXPIRED", message, { ...facts, expiresAt });
    }
    // A gateway answers 401 to a token that it does not accept, and so 403 is about the page.
    if (status === 403) {
      const whose = role === undefined ? "" : `the role ${JSON.stringify(role)} of `;
      const message = `${url} is not open to ${whose}this token (HTTP 403). A new token of the same account would not help${role === "installer" ? "" : "; an installer's may"}.`;
      return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
    }
    const message = `${url} refused the token (HTTP ${status}). It may belong to another gateway; get a new one at ${tokenPage}.`;
    return new EnvoyError("ERR_UNAUTHORIZED", message, facts);
  }
}

function infoIn({ status, bytes }: RawAnswer, url: string): GatewayInfo {
  // A gateway that is starting is not taken for something else.
  if (status >= 500) {
    throw new EnvoyError("ERR_HTTP_STATUS", `${url} answered HTTP ${status}.`, { url, status });
  }
  try {
    if (status === 200) return parseGatewayInfo(new TextDecoder().decode(bytes));
  } catch {
    // Not a gateway's page.
  }
  const message = `What answers at ${url} (HTTP ${status}) is not an Enphase gateway. The token was not sent; check the address.`;
  throw new EnvoyError("ERR_NOT_A_GATEWAY", message, { url, status });
}
