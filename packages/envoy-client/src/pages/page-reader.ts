import { EnvoyError } from "../errors.js";
import type { Page } from "./page-table.js";

/** Reads pages, and remembers where this gateway has those that differ between firmwares. */
export class PageReader {
  readonly #text: (path: string, signal: AbortSignal | undefined) => Promise<string>;
  readonly #found = new Map<string, string>();

  constructor(text: (path: string, signal: AbortSignal | undefined) => Promise<string>) {
    this.#text = text;
  }

  /** The text of a page. Rejects as `EnvoyClient.text` does. */
  async text(page: Omit<Page<unknown>, "parser">, signal?: AbortSignal): Promise<string> {
    const found = this.#found.get(page.path);
    if (found !== undefined) return this.#text(found, signal);
    let failure: unknown;
    for (const path of [page.path, ...(page.otherPaths ?? [])]) {
      try {
        const text = await this.#text(path, signal);
        this.#found.set(page.path, path);
        return text;
      } catch (error) {
        // The first path is the one that most firmware has.
        failure ??= error;
        if (!(error instanceof EnvoyError) || error.status !== 404) throw error;
      }
    }
    throw failure;
  }

  /** A page as its parser reads it. Rejects with `EnvoyError`. */
  async read<T>(page: Page<T>, signal?: AbortSignal): Promise<T> {
    const text = await this.text(page, signal);
    const parse = await page.parser();
    return parse(text);
  }
}
