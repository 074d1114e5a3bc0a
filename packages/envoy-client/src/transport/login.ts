import { EnvoyError } from "../errors.js";
import type { RawAnswer } from "./get.js";

/** Where an owner gets a token by hand. */
export const tokenPage = "https://entrez.enphaseenergy.com/entrez_tokens";

/** How a client signs its requests, and what it does once one is refused. */
export interface Login {
  /** Gets what signing needs, such as a token; called before each request, outside its deadline. */
  prepare?(gateway: LoginGateway): Promise<void>;
  /** The headers that sign a request. */
  headers(path: string): Readonly<Record<string, string>>;
  /**
   * After a 401: gets what else the gateway asks for. True where the request is worth
   * another try. `ask` asks the gateway once, without retries.
   */
  retryAfterRefusal(
    refusal: RawAnswer,
    ask: (path: string) => Promise<RawAnswer>,
  ): Promise<boolean>;
  /** After a 401 that stays, outside the deadline: true where this login has been replaced by another. */
  replaceAfterRefusal?(gateway: LoginGateway): Promise<boolean>;
  /** The error for a 401 or 403 that stays: what it means, and what to do about it. */
  refusalError(url: string, status: number): EnvoyError;
}

/** The gateway as a login may ask it, over the client's own connection. */
export interface LoginGateway {
  readonly signal: AbortSignal | undefined;
  /** The bytes of a page, asked for with another login. Rejects with `EnvoyError`. */
  bytes(path: string, login: Login): Promise<Uint8Array>;
}

/** No login, as `/info` needs none. */
export const noLogin: Login = {
  headers: () => ({}),
  retryAfterRefusal: async () => false,
  refusalError: (url, status) =>
    new EnvoyError(
      "ERR_UNAUTHORIZED",
      `${url} asks for a login (HTTP ${status}). For firmware 7 and later get a token at ${tokenPage}.`,
      { url, status },
    ),
};
