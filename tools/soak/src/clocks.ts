/** The last sunlit hours of 30 June 2026, so that even a minute's soak sees the end of a month. */
const beginning = Date.UTC(2026, 5, 30, 14) / 1000;

/** By how much a night passes faster than a day: the simulated inverters report nothing from 18:00 to 06:00. */
const nightPace = 6;

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

  /** Lets time pass on both clocks. */
  pass(seconds: number): void {
    const hour = (this.#gateway / 3600) % 24;
    const isNight = hour < 6 || hour >= 18;
    this.#gateway += isNight ? nightPace * seconds : seconds;
  }

  /** Sets the machine's clock so many seconds beside the right time. */
  setMachine(offset: number): void {
    this.#machineOffset = offset;
  }
}
