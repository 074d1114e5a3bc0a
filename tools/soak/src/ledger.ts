import { createHash } from "node:crypto";
import type { Usability } from "./odd-pages.js";
import { type Reading, readingsOf, readingsOfList } from "./readings.js";

/** What the gateway sent for one request, as far as it can arrive. */
export interface Answer {
  /** Its place among all that the gateway sent. */
  readonly number: number;
  readonly sha256: string;
  readonly usability: Usability;
  readonly readings: readonly Reading[];
}

/** A list of all inverters that a run said it had saved: one of the lists that were sent while it ran. */
export interface AcknowledgedList {
  readonly firstNumber: number;
  readonly lastNumber: number;
}

/** All that the gateway sent and all that the recorder said it had saved: what the archive is compared with. */
export class Ledger {
  readonly answers: Map<number, Answer> = new Map();
  readonly lists: Map<number, Answer> = new Map();
  readonly acknowledged: Set<Answer> = new Set();
  readonly acknowledgedLists: AcknowledgedList[] = [];
  /** For each key the number that the next answer had when the first of that key was acknowledged. */
  readonly #firstAcknowledged = new Map<string, number>();
  /** Each answer by its length, which no other has. */
  readonly #byLength = new Map<number, Answer>();
  readonly #interned = new Map<string, Reading>();
  #nextNumber = 1;

  get nextNumber(): number {
    return this.#nextNumber;
  }

  /**
   * Makes spaces of the end of an answer until neither it nor its half is as long as any other,
   * so that "saved N bytes" names one answer.
   */
  padded(text: string): Buffer {
    let length = Math.max(Buffer.byteLength(text), 1000);
    while (this.#byLength.has(length) || this.#byLength.has(Math.floor(length / 2))) length++;
    return Buffer.from(text.padEnd(text.length + length - Buffer.byteLength(text)));
  }

  /** Notes an answer that the gateway is about to send. */
  sent(bytes: Buffer, usability: Usability): Answer {
    const readings = usability === "not" ? [] : readingsOf(bytes.toString());
    const answer = this.#answer(bytes, usability, readings);
    this.answers.set(answer.number, answer);
    this.#byLength.set(bytes.length, answer);
    return answer;
  }

  /** Notes a list of all inverters that the gateway is about to send. */
  sentList(bytes: Buffer, usability: Usability): void {
    const readings = usability === "not" ? [] : readingsOfList(bytes.toString());
    const answer = this.#answer(bytes, usability, readings);
    this.lists.set(answer.number, answer);
  }

  /** Notes that a run said it had saved so many bytes. Returns the answer; undefined where the gateway sent none so long. */
  acknowledge(length: number): Answer | undefined {
    const answer = this.#byLength.get(length);
    if (answer === undefined) return undefined;
    this.acknowledged.add(answer);
    for (const { key } of answer.readings) {
      if (!this.#firstAcknowledged.has(key)) this.#firstAcknowledged.set(key, this.#nextNumber);
    }
    return answer;
  }

  /** Whether this answer was sent too late to be the first of this key: another was saved by then. */
  isTooLate(key: string, answer: number): boolean {
    return answer >= (this.#firstAcknowledged.get(key) ?? Number.POSITIVE_INFINITY);
  }

  #answer(bytes: Buffer, usability: Usability, readings: readonly Reading[]): Answer {
    const number = this.#nextNumber++;
    const sha256 = sha256Of(bytes);
    return { number, sha256, usability, readings: readings.map((one) => this.#intern(one)) };
  }

  /** Equal readings as one object: a gateway repeats itself, and a week of them stays in memory. */
  #intern(reading: Reading): Reading {
    const text = `${reading.key} ${reading.values}`;
    const known = this.#interned.get(text);
    if (known !== undefined) return known;
    this.#interned.set(text, reading);
    return reading;
  }
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
