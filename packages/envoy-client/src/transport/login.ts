import { EnvoyError } from "../errors.js";
import type { RawAnswer } from "./get.js";

/** Where an owner gets a token by hand. */
export const tokenPage = "https://entrez.enphaseenergy.com/entrez_tokens";

/** How a client signs its requests, and what it does when one is refused. */
export interface Login {
  /**
   * Gets what signing needs, such as a token; called outside any deadline before each request
   * for a path, and without one to log in ahead of all requests.
   */
  prepare?(gateway: LoginGateway, path?: string): Promise<void>;
  /** The headers that sign a request. */
  headers(path: string): Readonly<Record<string, string>>;
  /**
   * Called after a 401 to get what else the gateway asks for; true if the request is worth
   * sending again. `ask` sends one request, without retries.
   */
  retryAfterRefusal(
    refusal: RawAnswer,
    ask: (path: string) => Promise<RawAnswer>,
  ): Promise<boolean>;
  /** Called after a 401 that stays, outside the deadline; true if this login now signs with something new. */
  replaceAfterRefusal?(gateway: LoginGateway): Promise<boolean>;
  /** What must be asked of an unknown peer before it gets a request for this path; undefined if that contains no secret. */
  gatewayCheck?(path: string): GatewayCheck | undefined;
  /** The error for a 401 or 403 that stays: what it means, and what to do about it. */
  refusalError(url: string, status: number): EnvoyError;
}

/**
 * Asks a peer whether it is the gateway that the secret is for. Rejects with
 * `ERR_NOT_A_GATEWAY` or `ERR_WRONG_GATEWAY`.
 */
export type GatewayCheck = (
  origin: string,
  ask: (path: string) => Promise<RawAnswer>,
) => Promise<void>;

/** Lets a login ask the gateway itself, over the client's own connection. */
export interface LoginGateway {
  /** For example "https://192.0.2.50:443". */
  readonly origin: string;
  readonly signal: AbortSignal;
  /** The bytes of a page, requested with another login. Rejects with `EnvoyError`. */
  bytes(path: string, login: Login): Promise<Uint8Array>;
}

/** No login, which is all that `/info` needs. */
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
