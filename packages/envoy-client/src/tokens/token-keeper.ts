import { EnvoyError } from "../errors.js";
import { decodeToken, isRenewalDue, type TokenClaims } from "./token.js";

/** Keeps a token between runs. The memory store is for one process; keep a file readable by its owner alone. */
export interface TokenStore {
  get(gatewaySerial: string): Promise<string | undefined>;
  set(gatewaySerial: string, token: string): Promise<void>;
}

/** Where new tokens come from, such as `enlightenTokens`. */
export interface TokenSource {
  /** A new token for a gateway. Rejects with `EnvoyError`. */
  fetchToken(gatewaySerial: string, signal: AbortSignal): Promise<string>;
}

/** A store that forgets with the process. */
export function memoryTokenStore(): TokenStore {
  const tokens = new Map<string, string>();
  return {
    get: async (serial) => tokens.get(serial),
    set: async (serial, token) => void tokens.set(serial, token),
  };
}

/** Options of {@link TokenKeeper}. */
export interface TokenKeeperOptions {
  readonly source: TokenSource;
  readonly store: TokenStore;
  /** @default Date.now */
  readonly now?: () => number;
}

/** A token, and what may be worth a word. */
export interface KeptToken {
  readonly token: string;
  readonly claims: TokenClaims | undefined;
  /** It was fetched by this call. */
  readonly isNew: boolean;
  /** Why the token should have been replaced and was not; it still works. */
  readonly renewalError?: unknown;
}

/**
 * Hands out a gateway's token and replaces it in time: 30 days ahead for an owner's, an
 * hour for an installer's. A new token must pass `isAccepted` (ask the gateway) before it
 * replaces the old; as long as the old one lives, a renewal that fails costs nothing.
 * No login takes place on a run whose token is good: the cloud counts sessions.
 */
export class TokenKeeper {
  readonly #options: Required<TokenKeeperOptions>;

  constructor(options: TokenKeeperOptions) {
    this.#options = { now: Date.now, ...options };
  }

  /** Rejects with the source's `EnvoyError` where there is no living token either. */
  async token(
    gatewaySerial: string,
    isAccepted: (token: string) => Promise<boolean>,
    options: { readonly renew?: boolean; readonly signal?: AbortSignal } = {},
  ): Promise<KeptToken> {
    const { source, store, now } = this.#options;
    const { renew = false, signal = new AbortController().signal } = options;
    const kept = await store.get(gatewaySerial);
    const claims = kept === undefined ? undefined : decodeToken(kept);
    const isLiving = claims !== undefined && claims.expiresAt.getTime() > now();
    if (kept !== undefined && isLiving && !renew && !isRenewalDue(claims, now())) {
      return keptToken(kept, { isNew: false });
    }
    try {
      const token = await source.fetchToken(gatewaySerial, signal);
      if (!(await isAccepted(token))) {
        const message = `Gateway ${gatewaySerial} refused the token that was just fetched for it.`;
        throw new EnvoyError("ERR_UNAUTHORIZED", message);
      }
      await store.set(gatewaySerial, token);
      return keptToken(token, { isNew: true });
    } catch (renewalError) {
      if (kept === undefined || !isLiving || renew || signal.aborted) throw renewalError;
      return keptToken(kept, { isNew: false, renewalError });
    }
  }
}

/** The token is there to be read, but not in what `util.inspect` or JSON make of the object. */
function keptToken(token: string, facts: Pick<KeptToken, "isNew" | "renewalError">): KeptToken {
  const kept = { ...facts, claims: decodeToken(token), token };
  return Object.defineProperty(kept, "token", { enumerable: false });
}
