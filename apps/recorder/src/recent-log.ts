/** Lines that are kept. */
const most = 30;

/** The last lines that were logged. */
export class RecentLog {
  #lines: string[] = [];

  add(line: string): void {
    this.#lines.push(line);
    if (this.#lines.length > most) this.#lines.shift();
  }

  /** The lines since the last call, oldest first. */
  take(): string {
    const text = this.#lines.join("");
    this.#lines = [];
    return text;
  }
}
