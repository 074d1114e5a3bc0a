/** The last sunlit hours of 30 June 2026, so that even a minute's soak sees the end of a month. */
const beginning = Date.UTC(2026, 5, 30, 16) / 1000;

/**
 * The gateway's clock, which only moves on, and the machine's, which people and batteries set.
 * Both in seconds since 1970.
 */
export class Clocks {
  #gateway = beginning;
  #machineOffset = 0;

  get gateway(): number {
    return this.#gateway;
  }

  /** What the clock of a run of the recorder has to be moved by, in milliseconds. */
  get shiftMs(): number {
    return (this.#gateway + this.#machineOffset) * 1000 - Date.now();
  }

  get daysPassed(): number {
    return (this.#gateway - beginning) / 86_400;
  }

  pass(seconds: number): void {
    this.#gateway += seconds;
  }

  /** Sets the machine's clock so many seconds beside the right time. */
  setMachine(offset: number): void {
    this.#machineOffset = offset;
  }
}
