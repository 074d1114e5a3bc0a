import { onAbort } from "../on-abort.js";

/** Options of a {@link Deadline}. */
export interface DeadlineOptions {
  readonly timeoutMs: number;
  /** Ends the call too, with its reason. */
  readonly signal: AbortSignal | undefined;
  /** The reason when the time is up. */
  readonly timeoutError: () => Error;
}

/**
 * Aborts `signal` when a call has to end: its time is up, or its caller aborts it. Call `end` when the call
 * has ended, so that neither a timer nor a listener is left. AbortSignal.timeout and AbortSignal.any would leave both.
 */
export class Deadline {
  readonly #controller = new AbortController();
  readonly #options: DeadlineOptions;
  #leftMs: number;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #hasEnded = false;
  #forget = (): void => undefined;

  constructor(options: DeadlineOptions) {
    this.#options = options;
    this.#leftMs = options.timeoutMs;
    const { signal } = options;
    this.#start();
    if (signal !== undefined) this.#forget = onAbort(signal, () => this.abort(signal.reason));
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Aborts the call with this reason. */
  abort(reason: unknown): void {
    this.end();
    this.#controller.abort(reason);
  }

  /** Stops the time while `work` runs; the caller can still abort it. */
  async exclude<T>(work: () => Promise<T>): Promise<T> {
    clearTimeout(this.#timer);
    this.#leftMs -= performance.now() - this.#startedAt;
    try {
      return await work();
    } finally {
      this.#start();
    }
  }

  end(): void {
    this.#hasEnded = true;
    clearTimeout(this.#timer);
    this.#forget();
  }

  #start(): void {
    if (this.#hasEnded) return;
    this.#startedAt = performance.now();
    this.#timer = setTimeout(() => this.abort(this.#options.timeoutError()), this.#leftMs);
  }
}
