import { isTransientStatus, retryDelayMs } from "./retry-timing.js";

/** Options of {@link retryingFetch}. */
export interface RetryOptions {
  readonly fetch: typeof globalThis.fetch;
  /** Ends every request and wait. */
  readonly signal: AbortSignal;
  /** The most one attempt may take, body included. */
  readonly requestTimeoutMs: number;
  /** Attempts of one request. */
  readonly maxAttempts: number;
  readonly now: () => number;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly random: () => number;
  /** A request that may have taken effect although its answer was an error: it is sent once and its answer returned as it is. */
  readonly isOnce: (url: string) => boolean;
}

/**
 * A fetch that retries transient errors: network errors, 408, 429 and 5xx. It reads the
 * whole answer within the attempt, so that a stalled body is retried too.
 */
export function retryingFetch(options: RetryOptions): typeof globalThis.fetch {
  const { signal, now, sleep, random, isOnce, maxAttempts } = options;
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    for (let attempt = 0; ; attempt++) {
      const isLast = isOnce(url) || attempt + 1 >= maxAttempts;
      let headers: Headers | undefined;
      try {
        const answer = await fetchOnce(options, input, init);
        if (isLast || !isTransientStatus(answer.status)) return answer;
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

async function fetchOnce(
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
