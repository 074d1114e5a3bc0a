import { EnvoyError, type EnvoyErrorCode } from "../errors.js";
import type { PageReader } from "../pages/page-reader.js";
import type { Page } from "../pages/page-table.js";
import type { Problem } from "../pages/problem.js";

/** What concerns one page alone; any other failure concerns the gateway, and ends the snapshot. */
const failuresOfPages: ReadonlySet<EnvoyErrorCode> = new Set([
  "ERR_HTTP_STATUS",
  "ERR_INVALID_BODY",
  "ERR_RESPONSE_TOO_LARGE",
  "ERR_TIMEOUT",
  "ERR_UNAUTHORIZED",
  "ERR_UNREACHABLE",
]);

/** A gateway that is gone would be waited for at every page; one page may merely take too long. */
const mostSilences = 2;

/** What is remembered of a gateway. */
export interface GatewayMemory {
  /** Paths where it has nothing. */
  readonly absent: Set<string>;
  /** Firmware before 5 shows a page for people where later firmware has JSON. */
  readonly showsWebPages: boolean;
}

/** Asks for the pages of one snapshot, each once, and collects those that failed. */
export class Snapshot {
  readonly #reader: PageReader;
  readonly #memory: GatewayMemory;
  readonly #signal: AbortSignal | undefined;
  readonly #texts = new Map<string, string | undefined>();
  readonly #newlyAbsent = new Set<string>();
  readonly #problems: Problem[] = [];
  readonly #failures: EnvoyError[] = [];
  #refusal: EnvoyError | undefined;
  #hasAnswer = false;
  /** How many pages in a row got no answer at all. */
  #silences = 0;

  constructor(reader: PageReader, memory: GatewayMemory, signal: AbortSignal | undefined) {
    this.#reader = reader;
    this.#memory = memory;
    this.#signal = signal;
  }

  /** A page as its parser reads it; undefined if the gateway does not have it, or it failed. */
  async ask<T>(page: Page<T>): Promise<T | undefined> {
    if (this.#memory.absent.has(page.path)) return undefined;
    const text = await this.#textOf(page);
    if (text === undefined) return undefined;
    const parse = await page.parser();
    try {
      const value = parse(text);
      this.#hasAnswer = true;
      this.#noteProblems(page, value);
      return value;
    } catch (error) {
      this.#note(page, error);
      return undefined;
    }
  }

  /** Whether a page failed, as opposed to not being there. */
  hasFailed(page: Page<unknown>): boolean {
    return this.#problems.some(({ at }) => at === page.path);
  }

  /** Has a page not asked for again: this gateway has nothing there. */
  setAbsent(page: Page<unknown>): void {
    this.#newlyAbsent.add(page.path);
  }

  /**
   * What failed, and what could not be used. Rejects if no page has answered. Only now is it
   * remembered which pages are not there: while none answers, the login may be to blame.
   */
  finish(): readonly Problem[] {
    const error = this.#failures[0] ?? this.#refusal;
    if (!this.#hasAnswer && error !== undefined) throw error;
    for (const path of this.#newlyAbsent) this.#memory.absent.add(path);
    return this.#problems;
  }

  /** As {@link finish}, but one page that failed is enough to reject. */
  finishWhole(): void {
    this.finish();
    const [failure] = this.#failures;
    if (failure !== undefined) throw failure;
  }

  async #textOf(page: Page<unknown>): Promise<string | undefined> {
    if (this.#texts.has(page.path)) return this.#texts.get(page.path);
    if (this.#silences >= mostSilences) {
      const message = "was not asked for, since the gateway does not answer any more";
      this.#problems.push({ at: page.path, message });
      this.#texts.set(page.path, undefined);
      return undefined;
    }
    let text: string | undefined;
    try {
      text = await this.#reader.text(page, this.#signal);
      this.#silences = 0;
    } catch (error) {
      this.#note(page, error);
    }
    this.#texts.set(page.path, text);
    return text;
  }

  #note(page: Page<unknown>, error: unknown): void {
    if (!(error instanceof EnvoyError) || !failuresOfPages.has(error.code)) throw error;
    if (saysNotThere(error, this.#memory.showsWebPages)) {
      this.#refusal ??= error;
      this.#newlyAbsent.add(page.path);
      return;
    }
    const isSilence = error.code === "ERR_UNREACHABLE" || error.code === "ERR_TIMEOUT";
    this.#silences = isSilence ? this.#silences + 1 : 0;
    if (this.hasFailed(page)) return;
    this.#failures.push(error);
    this.#problems.push({ at: page.path, message: error.message });
  }

  /** Takes over what the parser could not use of a page. */
  #noteProblems(page: Page<unknown>, value: unknown): void {
    const { problems = [] } = (value ?? {}) as { readonly problems?: readonly Problem[] };
    for (const problem of problems) {
      const at = `${page.path} ${problem.at}`;
      // Several parsers may read one page, and note the same.
      if (this.#problems.some((noted) => noted.at === at)) continue;
      this.#problems.push({ at, message: problem.message });
    }
  }
}

/**
 * Whether a gateway said that it does not have a page, or not for this login: by its status; in the
 * body of an answer with status 200, as recordings of firmware 4 and 5 have it; or with a
 * page for people in its place, as firmware 3 shows it.
 */
function saysNotThere({ code, status, body = "" }: EnvoyError, showsWebPages: boolean): boolean {
  if (code === "ERR_UNAUTHORIZED" || status === 404) return true;
  if (code !== "ERR_INVALID_BODY") return false;
  if (showsWebPages && /^\s*</.test(body)) return true;
  return /^\s*\{\s*"err(or)?"\s*:\s*"40[134]\b/.test(body) || /<h[12]>\s*40[134]\b/.test(body);
}
