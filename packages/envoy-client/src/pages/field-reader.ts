import { EnvoyError } from "../errors.js";
import { answerLimits } from "./answer-limits.js";
import { jsonOf } from "./json-of.js";
import { type Fields, isFields, ParseContext, show } from "./parse-context.js";
import type { Parsed } from "./parsed.js";
import type { Problem } from "./problem.js";
import { isReportTime, reportTimeRule } from "./report-time.js";
import { unwrapped } from "./unwrapped.js";

/** A parsed value, with what could not be used in its answer and what was repaired. */
export type WithProblems<T> = T & {
  /** What could not be used; the other values are not affected. */
  readonly problems: readonly Problem[];
  /** The places of numbers that had wrapped around 32 bits and were corrected. */
  readonly repaired: readonly string[];
};

/**
 * Reads the fields of one object of an answer. A field that is absent or null is undefined;
 * one of a wrong type is undefined too, and becomes a problem with its place in the answer.
 */
export class FieldReader {
  readonly #fields: Fields;
  readonly #at: string;
  readonly #context: ParseContext;
  readonly #repaired: string[];

  constructor(
    fields: Fields,
    at: string,
    context: ParseContext = new ParseContext(),
    repaired: string[] = [],
  ) {
    this.#fields = fields;
    this.#at = at;
    this.#context = context;
    this.#repaired = repaired;
  }

  number(name: string): number | undefined {
    return this.#read(name, "a number", (value) =>
      typeof value === "number" && Number.isFinite(value) ? value : undefined,
    );
  }

  wholeNumber(name: string): number | undefined {
    return this.#read(name, "a whole number", (value) =>
      Number.isSafeInteger(value) ? Number(value) : undefined,
    );
  }

  /** A number that may be negative: past 2^31 it has wrapped around 32 bits, and is corrected. */
  signed(name: string): number | undefined {
    const value = this.number(name);
    if (value === undefined || unwrapped(value) === value) return value;
    this.#repaired.push(this.#place(name));
    return unwrapped(value);
  }

  /** A number of thousandths, such as milliwatts, in whole units. */
  thousandths(name: string): number | undefined {
    const value = this.signed(name);
    return value === undefined ? undefined : value / 1000;
  }

  /** A number that firmware writes as -1 where there is none. */
  unlessNegative(name: string): number | undefined {
    const value = this.signed(name);
    return value === undefined || value < 0 ? undefined : value;
  }

  /** A number that firmware also writes as text: "  1.44". */
  numeral(name: string): number | undefined {
    return this.#read(name, "a number", (value) => {
      const number = typeof value === "string" && value.trim() !== "" ? Number(value) : value;
      return typeof number === "number" && Number.isFinite(number) ? number : undefined;
    });
  }

  text(name: string): string | undefined {
    return this.#read(name, "text", (value) => (typeof value === "string" ? value : undefined));
  }

  /** True or false; firmware also writes them as "true" and 1. */
  boolean(name: string): boolean | undefined {
    return this.#read(name, "true or false", (value) => {
      if (value === true || value === "true" || value === 1) return true;
      if (value === false || value === "false" || value === 0) return false;
      return undefined;
    });
  }

  /** Seconds since 1970, which firmware also writes as text; 0 is how it writes "never". */
  time(name: string): number | undefined {
    const seconds = this.#read(name, "seconds since 1970", (value) => {
      if (typeof value === "number") return value;
      return typeof value === "string" && /^\d+$/.test(value) ? Number(value) : undefined;
    });
    if (seconds === undefined || seconds === 0) return undefined;
    if (Number.isSafeInteger(seconds) && isReportTime(seconds)) return seconds;
    this.#context.problem(this.#place(name), `${reportTimeRule}, is ${seconds}`);
    return undefined;
  }

  /** The serial number or name that identifies an item; without it the item cannot be used. */
  identity(name: string): string | undefined {
    const value = this.#fields[name];
    const usable =
      typeof value === "string" && value !== "" && value.length <= answerLimits.nameLength;
    if (usable) return value;
    this.#context.problem(this.#place(name), `should identify the item, is ${show(value)}`);
    return undefined;
  }

  /** A list as it is; empty if it is absent. */
  list(name: string): readonly unknown[] {
    const items = this.#read(name, "a list", (value) => (Array.isArray(value) ? value : undefined));
    if (items === undefined) return [];
    if (items.length <= answerLimits.devices) return items;
    const message = `has ${items.length} items; only the first ${answerLimits.devices} were read`;
    this.#context.problem(this.#place(name), message);
    return items.slice(0, answerLimits.devices);
  }

  /** The texts of a list; empty if it is absent. */
  texts(name: string): readonly string[] {
    return this.list(name).flatMap((item, i) => {
      if (typeof item === "string") return [item];
      this.#context.problem(`${this.#place(name)}[${i}]`, `should be text, is ${show(item)}`);
      return [];
    });
  }

  /** The object under a name. */
  object(name: string): FieldReader | undefined {
    const fields = this.#read(name, "an object", (value) => (isFields(value) ? value : undefined));
    return fields && this.#inner(fields, this.#place(name));
  }

  /** The objects of a list; empty if it is absent. */
  objects(name: string): readonly FieldReader[] {
    return this.list(name).flatMap((item, i) => {
      const at = `${this.#place(name)}[${i}]`;
      if (isFields(item)) return [this.#inner(item, at)];
      this.#context.problem(at, `should be an object, is ${show(item)}`);
      return [];
    });
  }

  /** What was read of a field without which the item cannot be used: its absence is a problem too. */
  required<T>(name: string, value: T | undefined): T | undefined {
    if (this.isAbsent(name)) this.problem(name, "is missing");
    return value;
  }

  /** Whether the field is not there, or null. */
  isAbsent(name: string): boolean {
    return this.#fields[name] === undefined || this.#fields[name] === null;
  }

  /** Notes what is wrong with a field. */
  problem(name: string, message: string): void {
    this.#context.problem(this.#place(name), message);
  }

  /** The names in the object. */
  names(): readonly string[] {
    return Object.keys(this.#fields).slice(0, answerLimits.devices);
  }

  /** A value, with what was noted while it was read. */
  withProblems<T extends object>(value: T): WithProblems<T> {
    return { ...value, problems: this.#context.problems, repaired: this.#repaired };
  }

  /** A list of items, with what was noted while they were read; those that are undefined are left out. */
  parsed<T>(items: readonly (T | undefined)[]): Parsed<T> {
    return {
      items: items.filter((item) => item !== undefined),
      problems: this.#context.problems,
      repaired: this.#repaired,
    };
  }

  #inner(fields: Fields, at: string): FieldReader {
    return new FieldReader(fields, at, this.#context, this.#repaired);
  }

  #place(name: string): string {
    return this.#at === "" ? name : `${this.#at}.${name}`;
  }

  #read<T>(name: string, expected: string, convert: (value: unknown) => T | undefined) {
    const value = this.#fields[name];
    if (value === undefined || value === null) return undefined;
    const converted = convert(value);
    if (converted === undefined) {
      this.#context.problem(this.#place(name), `should be ${expected}, is ${show(value)}`);
    }
    return converted;
  }
}

/**
 * The object that a page answers with. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is no
 * object, or has none of the fields that the page should have: `{"error": "busy"}` is one such.
 */
export function readPage(text: string, page: string, expected: readonly string[]): FieldReader {
  const json = jsonOf(text, page);
  if (isFields(json) && expected.some((name) => json[name] !== undefined && json[name] !== null)) {
    return new FieldReader(json, "");
  }
  const is = isFields(json)
    ? `has only: ${Object.keys(json).slice(0, 5).join(", ")}`
    : `is ${show(json)}`;
  const message = `The answer from ${page} should contain ${expected.join(" or ")}, but ${is.slice(0, 200)}.`;
  throw new EnvoyError("ERR_INVALID_BODY", message, { body: text });
}
