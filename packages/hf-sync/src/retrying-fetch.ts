import { isPassingStatus, retryDelayMs } from "./retry-timing.js";

/** What retries need of the world, injected. */
export interface RetryOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Ends every request and wait: the caller's signal and the total deadline. */
  readonly signal: AbortSignal;
  /** The most one try may take, body included, in milliseconds. */
  readonly requestTimeoutMs: number;
  /** Tries of one request. */
  readonly maxAttempts: number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** A request that may have taken effect although its answer failed: it is tried once, and its answer given back as it is. */
  readonly isOnce: (url: string) => boolean;
}

/**
 * A fetch that tries again what may pass: network errors, 408, 429 and 5xx. It reads the
 * whole answer within the same try, so that a stalled body is tried again too, and
 * follows the caller's signal through every request.
 */
export function retryingFetch(options: RetryOptions): typeof globalThis.fetch {
  const { signal, now, sleep, random, isOnce, maxAttempts } = options;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    for (let attempt = 0; ; attempt++) {
      const isLast = isOnce(url) || attempt + 1 >= maxAttempts;
      let headers: Headers | undefined;
      try {
        const answer = await tryOnce(options, input, init);
        if (isLast || !isPassingStatus(answer.status)) return answer;
        headers = answer.headers;
      } catch (error) {
        signal.throwIfAborted();
        init?.signal?.throwIfAborted();
        if (isLast) throw error;
      }
      await sleep(retryDelayMs(attempt, headers, now(), random()), signal);
    }
  };
}

async function tryOnce(
  { fetch, signal, requestTimeoutMs }: RetryOptions,
  input: Parameters<typeof globalThis.fetch>[0],
  init: RequestInit | undefined,
): Promise<Response> {
  const signals = [signal, AbortSignal.timeout(requestTimeoutMs)];
  if (init?.signal) signals.push(init.signal);
  const answer = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
  const body = await answer.arrayBuffer();
  const { status, statusText, headers } = answer;
  const hasBody = body.byteLength > 0;
  const whole = new Response(hasBody ? body : null, { status, statusText, headers });
  Object.defineProperty(whole, "url", { value: answer.url });
  return whole;
}
