import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { type IPty, spawn } from "@lydell/node-pty";

const program = fileURLToPath(new URL("../../bin/envoy-recorder.cjs", import.meta.url));

/** Keys as a terminal sends them. */
export const key = { enter: "\r", ctrlC: "\u0003", down: "\u001b[B", space: " ", yes: "y" };

/** The program at a pseudo-terminal, and a person who types. */
export class PseudoTerminal implements Disposable {
  readonly #pty: IPty;
  #shown = "";
  #read = 0;
  #code: number | undefined;

  constructor(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    this.#pty = spawn(process.execPath, [program, ...args], {
      cwd,
      cols: 80,
      rows: 50,
      env: { PATH: process.env["PATH"], HOME: cwd, TERM: "xterm", TZ: "Europe/Paris", ...env },
    });
    this.#pty.onData((data) => {
      this.#shown += data;
    });
    this.#pty.onExit(({ exitCode }) => {
      this.#code = exitCode;
    });
  }

  /** All that was shown so far, without colours and movements. */
  get shown(): string {
    return stripVTControlCharacters(this.#shown);
  }

  /** Waits until something new is shown that contains this text. */
  async waitFor(text: string): Promise<void> {
    for (const end = Date.now() + 20_000; ; await pause()) {
      const at = this.shown.indexOf(text, this.#read);
      if (at >= 0) {
        this.#read = at + text.length;
        return;
      }
      if (this.#code !== undefined || Date.now() > end) {
        throw new Error(`"${text}" was not shown after:\n${this.shown.slice(this.#read)}`);
      }
    }
  }

  /** Waits for a question, and types these keys. */
  async answer(question: string, ...keys: readonly string[]): Promise<void> {
    await this.waitFor(question);
    for (const typed of keys) {
      this.#pty.write(typed);
      // As separate keys: the program redraws in between.
      await pause(30);
    }
  }

  /** Waits for the end; the exit code. */
  async ended(): Promise<number> {
    while (this.#code === undefined) await pause();
    return this.#code;
  }

  [Symbol.dispose](): void {
    if (this.#code === undefined) this.#pty.kill("SIGKILL");
  }
}

function pause(milliseconds = 10): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
