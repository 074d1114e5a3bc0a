/** Counts what happened, by its name. */
export class Tally {
  readonly #counts = new Map<string, number>();

  add(name: string): void {
    this.#counts.set(name, this.count(name) + 1);
  }

  count(name: string): number {
    return this.#counts.get(name) ?? 0;
  }

  /** The sum of all names that begin so. */
  sum(prefix: string): number {
    let sum = 0;
    for (const [name, count] of this.#counts) if (name.startsWith(prefix)) sum += count;
    return sum;
  }

  /** `3 hang, 12 html` of the names that begin so, without that beginning. */
  list(prefix: string): string {
    const named = [...this.#counts].filter(([name]) => name.startsWith(prefix)).sort();
    return named.map(([name, count]) => `${count} ${name.slice(prefix.length)}`).join(", ");
  }
}
