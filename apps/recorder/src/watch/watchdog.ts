import type { ServiceManager } from "./service-manager.js";

/** Longer than any poll takes: its pages, each with its retry, and a new token. In milliseconds. */
const longestPollMs = 300_000;

/** Tells the service manager that polls go on, for as long as they do. */
export class Watchdog implements Disposable {
  readonly #timer: NodeJS.Timeout | undefined;
  #lastPoll = performance.now();

  constructor(manager: ServiceManager | undefined) {
    if (manager?.watchdogMs === undefined) return;
    this.#timer = setInterval(() => {
      const isAlive = performance.now() - this.#lastPoll < longestPollMs;
      if (isAlive) void manager.notify("WATCHDOG=1");
    }, manager.watchdogMs / 2);
  }

  /** A poll has ended, whether or not the gateway answered. */
  notePoll(): void {
    this.#lastPoll = performance.now();
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}
