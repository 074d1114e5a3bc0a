/**
 * Keeps one gateway's token between runs, and when a login for it failed. The memory store
 * is for one process; keep a file readable by its owner alone. A setter must reject if it could
 * not keep the value.
 */
export interface TokenStore {
  /** The kept token; undefined if there is none. */
  get(): Promise<string | undefined>;
  set(token: string): Promise<void>;
  /**
   * When the last login began if it failed, was killed or has not ended yet, or gave a token that does
   * not say when it expires; in milliseconds since 1970. Undefined otherwise.
   */
  getLoginFailure(): Promise<number | undefined>;
  /** Called before each login with the time, and after one that gave a token with an expiry date with undefined. */
  setLoginFailure(at: number | undefined): Promise<void>;
}

/** A store that lasts as long as the process. */
export function memoryTokenStore(): TokenStore {
  let kept: string | undefined;
  let failedAt: number | undefined;
  return {
    get: async () => kept,
    set: async (token) => {
      kept = token;
    },
    getLoginFailure: async () => failedAt,
    setLoginFailure: async (at) => {
      failedAt = at;
    },
  };
}
