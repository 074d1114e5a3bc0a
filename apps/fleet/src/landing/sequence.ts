import { join } from "node:path";
import { errorCode, readRegularFileSync, replaceFile } from "@envoy/durable-file";
import { exitCode, FleetError } from "../errors/exit-code.js";

/** So many numbers are taken from the file at once: a kill leaves a gap, and never gives one twice. */
const blockSize = 1000;

const name = "sequence";

/** The numbers of a landing's files, which order them as they were captured. One run at a time may take them. */
export class SequenceNumbers {
  readonly #folder: string;
  readonly #temporary: string;
  #next = 0;
  #end = 0;
  #reserving: Promise<void> = Promise.resolve();

  constructor(folder: string, temporary: string) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  /** The next number. Rejects with `FleetError` if the file is missing or damaged, or with Node's system errors. */
  async take(): Promise<number> {
    const reserved = this.#reserving.then(() => this.#reserve());
    // The next call reports its own failure.
    this.#reserving = reserved.catch(() => undefined);
    await reserved;
    return this.#takeReserved();
  }

  /** Begins to count from 1, unless numbers have been taken. */
  async begin(): Promise<void> {
    if (this.#read() === undefined) await this.#write(1);
  }

  async #reserve(): Promise<void> {
    if (this.#next < this.#end) return;
    const next = this.#read();
    if (next === undefined) {
      const message = `${join(this.#folder, name)} is missing or damaged. It contains the next free number of a file in the landing; put it back from a backup.`;
      throw new FleetError(exitCode.storage, message);
    }
    await this.#write(next + blockSize);
    this.#next = next;
    this.#end = next + blockSize;
  }

  #takeReserved(): number {
    return this.#next++;
  }

  #read(): number | undefined {
    try {
      const bytes = readRegularFileSync(join(this.#folder, name), { maxBytes: 100 });
      const text = new TextDecoder().decode(bytes).trim();
      return /^[1-9]\d{0,9}$/.test(text) ? Number(text) : undefined;
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  async #write(next: number): Promise<void> {
    const bytes = new TextEncoder().encode(`${next}\n`);
    const temporaryPath = join(this.#temporary, name);
    await replaceFile(join(this.#folder, name), bytes, { temporaryPath });
  }
}
