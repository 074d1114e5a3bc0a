import { isChangedFile } from "./file-content.js";
import type { NetworkOptions } from "./network-options.js";
import { isTransientStatus, retryDelayMs } from "./retry-timing.js";

/** Options of {@link retryingFetch}. */
export interface RetryOptions extends Required<NetworkOptions> {
  /** Ends every request and wait. */
  readonly signal: AbortSignal;
  /** The most one attempt may take, the answer's body included, and a second more for each 128 KB that it sends. */
  readonly requestTimeoutMs: number;
  /** Attempts of one request. */
  readonly maxAttempts: number;
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
        if (isLast || isChangedFile(error)) throw error;
      }
      await sleep(retryDelayMs(attempt, headers, now(), random()), signal);
    }
  };
}

/** About 1 Mbit/s: a line that is slower does not bring a large file up in time. */
const slowestBytesPerMs = 128;

/**
 * Keeps fetch from holding all that it sends in memory: it makes a second copy of the stream unless the request can neither
 * be redirected nor ask a window (https://fetch.spec.whatwg.org/#http-network-or-cache-fetch, step 3). Measured with
 * a file of 1 GB: 90 MB of memory instead of 1080.
 */
const unbuffered = { redirect: "error", window: null } as const;

async function fetchOnce(
  { fetch, signal, requestTimeoutMs }: RetryOptions,
  input: Parameters<typeof globalThis.fetch>[0],
  init: RequestInit | undefined,
): Promise<Response> {
  const sent = init?.body instanceof Blob ? init.body.size : 0;
  const timeoutMs = requestTimeoutMs + Math.ceil(sent / slowestBytesPerMs);
  const signals = [signal, AbortSignal.timeout(timeoutMs)];
  if (init?.signal) signals.push(init.signal);
  const own = sent === 0 ? {} : unbuffered;
  const answer = await fetch(input, { ...init, ...own, signal: AbortSignal.any(signals) });
  const body = await answer.arrayBuffer();
  const { status, statusText, headers } = answer;
  const hasBody = body.byteLength > 0;
  const whole = new Response(hasBody ? body : null, { status, statusText, headers });
  Object.defineProperty(whole, "url", { value: answer.url });
  return whole;
}
