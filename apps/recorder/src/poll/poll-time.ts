import { EnvoyError } from "@envoy/envoy-client";

/** As long as one page may take, so that a poll has ended before the next minute begins. */
const pollMs = 50_000;

/** Less is not worth a request. */
const leastMs = 1000;

/** The time of one poll, shared among the pages that are not the inverters'. */
export class PollTime {
  readonly #end: number;
  readonly #signal: AbortSignal;

  /** `began` is when the poll did, by `performance.now()`. */
  constructor(began: number, signal: AbortSignal) {
    this.#end = began + pollMs;
    this.#signal = signal;
  }

  /**
   * Asks for one page, for at most a third of the time that is left, so that one that hangs leaves some for
   * the others. Rejects with `EnvoyError` (`ERR_TIMEOUT`) once it is over.
   */
  async share<T>(ask: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const left = this.#end - performance.now();
    if (left < leastMs) {
      throw new EnvoyError("ERR_TIMEOUT", "The pages before it took all the time of the poll.");
    }
    const seconds = Math.round(left / 3000);
    const share = new AbortController();
    const end = (): void => {
      const message = `It did not answer within ${seconds} s, its share of the time of a poll.`;
      share.abort(new EnvoyError("ERR_TIMEOUT", message));
    };
    const stop = (): void => share.abort(this.#signal.reason);
    // Not AbortSignal.any: in Node 20, a timeout that is only part of one may be collected before it ends.
    const timer = setTimeout(end, left / 3);
    this.#signal.addEventListener("abort", stop, { once: true });
    try {
      return await ask(share.signal);
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener("abort", stop);
    }
  }
}
