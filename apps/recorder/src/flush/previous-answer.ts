/**
 * The previous answer of the same kind. Between two reports of its inverters a gateway repeats
 * itself, all night for example, and equal bytes need not be unpacked and parsed again. On a new
 * day (UTC) they are, since each day of the device reports begins with all devices.
 */
export class PreviousAnswer {
  #bytes: Uint8Array | undefined;
  #day = Number.NaN;
  #problem: string | undefined;

  /** Why the previous answer could not be used completely; undefined if it could. */
  get problem(): string | undefined {
    return this.#problem;
  }

  isRepeatedBy(bytes: Uint8Array, day: number): boolean {
    const before = this.#bytes;
    if (day !== this.#day) return false;
    return before?.byteLength === bytes.byteLength && Buffer.compare(before, bytes) === 0;
  }

  replace(bytes: Uint8Array, day: number, problem: string | undefined): void {
    this.#bytes = bytes;
    this.#day = day;
    this.#problem = problem;
  }
}

/** The day (UTC) of a time in seconds since 1970, counted from 1970. */
export function dayOf(unixSeconds: number): number {
  return Math.floor(unixSeconds / 86_400);
}
