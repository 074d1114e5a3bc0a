/**
 * A column of integers of 64 bits, none negative and all below 2^53, which are set as numbers: to make a bigint of each
 * takes ten times longer.
 */
export class Int64Column {
  readonly #words: Uint32Array<ArrayBuffer>;

  constructor(count: number) {
    this.#words = new Uint32Array(2 * count);
  }

  /** Sets the values of some rows, each times `factor`, at their places; a place of -1 is nowhere. */
  scatter(places: Int32Array, values: ArrayLike<number>, factor = 1): void {
    const words = this.#words;
    for (let row = 0; row < places.length; row++) {
      const place = places[row] ?? -1;
      if (place < 0) continue;
      const value = (values[row] ?? 0) * factor;
      words[2 * place] = value >>> 0;
      words[2 * place + 1] = value / 2 ** 32;
    }
  }

  fill(value: number): this {
    for (let word = 0; word < this.#words.length; word += 2) {
      this.#words[word] = value >>> 0;
      this.#words[word + 1] = value / 2 ** 32;
    }
    return this;
  }

  get values(): BigInt64Array<ArrayBuffer> {
    return new BigInt64Array(this.#words.buffer);
  }
}
