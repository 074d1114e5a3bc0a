const maxLines = 20;
const maxLength = 300;

/** Lines for a person: the first ones, each cut to a length that fits a log, and how many more there are. */
export class BoundedLines {
  readonly #lines: string[] = [];
  #more = 0;

  add(lines: Iterable<string>): void {
    for (const line of lines) {
      if (this.#lines.length < maxLines) this.#lines.push(cut(line, maxLength));
      else this.#more++;
    }
  }

  /** Undefined if there are none. */
  get text(): string | undefined {
    if (this.#lines.length === 0) return undefined;
    return [...this.#lines, ...(this.#more === 0 ? [] : [`(${this.#more} more)`])].join("\n");
  }
}

/** A text of at most `length` characters and a word that some are left out. */
export function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length)}… (${text.length - length} more)`;
}
