/** The few worst of many, and how many there were. */
export class WorstOf<Item> {
  readonly #most: number;
  readonly #badness: (item: Item) => number;
  readonly #worst: Item[] = [];
  #count = 0;

  /** Keeps the `most` ones with the highest badness. */
  constructor(most: number, badness: (item: Item) => number) {
    this.#most = most;
    this.#badness = badness;
  }

  get count(): number {
    return this.#count;
  }

  /** From the worst on; of equal ones, the first added is first. */
  get worst(): readonly Item[] {
    return this.#worst;
  }

  add(item: Item): void {
    this.#count++;
    const badness = this.#badness(item);
    const place = this.#worst.findIndex((other) => this.#badness(other) < badness);
    this.#worst.splice(place < 0 ? this.#worst.length : place, 0, item);
    if (this.#worst.length > this.#most) this.#worst.pop();
  }
}
