/**
 * The previous answer of the same kind. Between two reports of its inverters a gateway repeats
 * itself, all night for example, and equal bytes need not be unpacked and parsed again.
 */
export class PreviousAnswer {
  #bytes: Uint8Array | undefined;
  #problem: string | undefined;

  /** Why the previous answer could not be used completely; undefined if it could. */
  get problem(): string | undefined {
    return this.#problem;
  }

  isRepeatedBy(bytes: Uint8Array): boolean {
    const before = this.#bytes;
    return before?.byteLength === bytes.byteLength && Buffer.compare(before, bytes) === 0;
  }

  replace(bytes: Uint8Array, problem: string | undefined): void {
    this.#bytes = bytes;
    this.#problem = problem;
  }
}
