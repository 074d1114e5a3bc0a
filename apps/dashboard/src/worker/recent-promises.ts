/** What was asked for last, by key, so that it is made once. What failed is forgotten. */
export class RecentPromises<T> {
  readonly #capacity: number;
  /** In the order of their last use. */
  readonly #promises = new Map<string, Promise<T>>();

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The value of a key, made if it is not there. The signal ends the waiting, not the making, which others may wait for. */
  async get(key: string, signal: AbortSignal, make: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const known = this.#promises.get(key);
    const promise = known ?? make();
    this.#promises.delete(key);
    this.#promises.set(key, promise);
    if (known === undefined) {
      promise.catch(() => this.#promises.delete(key));
      const [oldest] = this.#promises.keys();
      if (this.#promises.size > this.#capacity && oldest !== undefined) {
        this.#promises.delete(oldest);
      }
    }
    const value = await promise;
    signal.throwIfAborted();
    return value;
  }
}
