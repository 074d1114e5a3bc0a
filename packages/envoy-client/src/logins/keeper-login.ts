import { EnvoyError } from "../errors.js";
import { type GatewayInfo, parseGatewayInfo } from "../pages/gateway-info.js";
import { paths } from "../pages/paths.js";
import type { KeptToken, TokenKeeper, TokenOptions } from "../tokens/token-keeper.js";
import type { RawAnswer } from "../transport/get.js";
import { tokenOverHttpError } from "../transport/insecure-error.js";
import { type GatewayCheck, type Login, type LoginGateway, noLogin } from "../transport/login.js";
import { TokenLogin } from "./token-login.js";

/**
 * Signs with the token of a keeper, which it asks for at each request. A token that the
 * gateway refuses is replaced once per call.
 */
export class KeeperLogin implements Login {
  readonly #keeper: TokenKeeper;
  readonly #gateway: GatewayInfo | undefined;
  #renew: boolean;
  #kept: KeptToken | undefined;
  #login: TokenLogin | undefined;

  constructor(
    keeper: TokenKeeper,
    options: { readonly renew?: boolean; readonly gateway?: GatewayInfo | undefined } = {},
  ) {
    this.#keeper = keeper;
    this.#gateway = options.gateway;
    this.#renew = options.renew ?? false;
  }

  /** The token in use; undefined before the first request. */
  get kept(): KeptToken | undefined {
    return this.#kept;
  }

  async prepare(gateway: LoginGateway, path?: string): Promise<void> {
    // `/info` needs no login, so asking only for it must not fetch a token.
    if (path === paths.info) return;
    const renew = this.#renew;
    // Only the first request renews, even if that fails: the next must not log in again at once.
    this.#renew = false;
    await this.#takeToken(gateway, { renew });
  }

  headers(path: string): Readonly<Record<string, string>> {
    return this.#login?.headers(path) ?? {};
  }

  async retryAfterRefusal(
    refusal: RawAnswer,
    ask: (path: string) => Promise<RawAnswer>,
  ): Promise<boolean> {
    return (await this.#login?.retryAfterRefusal(refusal, ask)) ?? false;
  }

  async replaceAfterRefusal(gateway: LoginGateway): Promise<boolean> {
    // If the gateway accepts the token but refuses the page, a new token does not help.
    if (this.#kept === undefined || this.#login?.isTokenRefused !== true) return false;
    await this.#takeToken(gateway, { refused: this.#kept.token });
    return true;
  }

  gatewayCheck(path: string): GatewayCheck | undefined {
    return this.#login?.gatewayCheck(path);
  }

  refusalError(url: string, status: number): EnvoyError {
    return (this.#login ?? noLogin).refusalError(url, status);
  }

  async #takeToken(gateway: LoginGateway, options: TokenOptions): Promise<void> {
    const { origin, signal } = gateway;
    const kept = await this.#keeper.token(
      {
        serialNumber: async () => {
          const serialNumber = serialNumberOf(this.#gateway ?? (await askInfo(gateway)));
          // A token that can only be sent over http is not worth a login.
          if (origin.startsWith("http:")) throw tokenOverHttpError(origin);
          return serialNumber;
        },
        accepts: (token) => isTokenAccepted(gateway, token),
      },
      { ...options, signal },
    );
    const isSame = kept.token === this.#kept?.token;
    if (!isSame) this.#login = new TokenLogin(kept.token);
    // `isNew` and `renewalError` stay until there is news: the next request only reads the token again.
    if (!isSame || kept.renewalError !== undefined) this.#kept = kept;
  }
}

async function askInfo(gateway: LoginGateway): Promise<GatewayInfo> {
  return parseGatewayInfo(new TextDecoder().decode(await gateway.bytes(paths.info, noLogin)));
}

function serialNumberOf({ serialNumber, firmware, wantsToken }: GatewayInfo): string {
  if (wantsToken) return serialNumber;
  const message = `Gateway ${serialNumber} (firmware ${firmware}) takes no tokens; before firmware 7 the login is a user and a password.`;
  throw new EnvoyError("ERR_TOKENS_UNSUPPORTED", message);
}

async function isTokenAccepted(gateway: LoginGateway, token: string): Promise<boolean> {
  try {
    await gateway.bytes(paths.checkToken, new TokenLogin(token));
    return true;
  } catch (error) {
    if (error instanceof EnvoyError && (error.status === 401 || error.status === 403)) return false;
    throw error;
  }
}
