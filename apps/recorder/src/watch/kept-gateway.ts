import type { EnvoyClient } from "@envoy/envoy-client";

/**
 * A client of the gateway that is kept from poll to poll, and replaced after a poll that failed: the
 * next one then starts as cron's would.
 */
export class KeptGateway implements AsyncDisposable {
  readonly #open: () => Promise<EnvoyClient>;
  #client: EnvoyClient | undefined;

  constructor(open: () => Promise<EnvoyClient>) {
    this.#open = open;
  }

  /** Runs `work` with the client. */
  async *use<T>(work: (client: EnvoyClient) => AsyncIterable<T>): AsyncGenerator<T> {
    let isGood = false;
    try {
      this.#client ??= await this.#open();
      yield* work(this.#client);
      isGood = true;
    } finally {
      if (!isGood) await this.#close();
    }
  }

  async #close(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#close();
  }
}
