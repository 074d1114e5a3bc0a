import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { basename, join } from "node:path";
import type { PollToRead } from "./waiting-poll.js";

/** Tells of which polls earlier flushes died. */
export interface ReadingNote {
  /** How many flushes in a row died while they read this poll. */
  deaths(poll: PollToRead): number;
  /** To be called before a poll is read. */
  begin(poll: PollToRead): void;
  /** To be called when no poll is being read any more. */
  end(): void;
}

/** For a flush that need not survive its own death. */
export const noReadingNote: ReadingNote = {
  deaths: () => 0,
  begin: () => undefined,
  end: () => undefined,
};

/**
 * Keeps the name of the poll that is being read in a file, for as long as it is read: a poll
 * that makes the process run out of memory leaves its name to the next flush. The file has to
 * outlive the process and not the machine, so it is not synced, and costs microseconds.
 */
export class ReadingNoteFile implements ReadingNote {
  readonly #path: string;
  readonly #left: { readonly name: string; readonly deaths: number } | undefined;
  #file: number | undefined;

  constructor(folder: string) {
    this.#path = join(folder, "being-read");
    this.#left = readLeft(this.#path);
  }

  deaths(poll: PollToRead): number {
    const left = this.#left;
    return left !== undefined && left.name === nameOf(poll) ? left.deaths + 1 : 0;
  }

  begin(poll: PollToRead): void {
    const line = `${this.deaths(poll)} ${nameOf(poll)}`;
    attempt(() => {
      this.#file ??= openSync(this.#path, "w", 0o600);
      // Padded, so that nothing of a longer name remains behind it.
      writeSync(this.#file, line.padEnd(noteLength), 0);
    });
  }

  end(): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) attempt(() => closeSync(file));
    attempt(() => rmSync(this.#path, { force: true }));
  }
}

/** Longer than any name of a batch and an entry together. */
const noteLength = 200;

function nameOf({ batch, entry }: PollToRead): string {
  return `${basename(batch.folder)}/${entry.name}`;
}

function readLeft(path: string): { readonly name: string; readonly deaths: number } | undefined {
  const [, deaths, name] =
    /^(\d+) (\S+)/.exec(attempt(() => readFileSync(path, "utf8")) ?? "") ?? [];
  return name === undefined ? undefined : { name, deaths: Number(deaths) };
}

/** A full disk or a missing note must not stop a flush: the note only helps the next one. */
function attempt<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch {
    return undefined;
  }
}
