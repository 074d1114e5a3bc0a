import { answerLimits } from "./answer-limits.js";
import type { Problem } from "./problem.js";

/** The fields of a JSON object. */
export type Fields = Readonly<Record<string, unknown>>;

/** Reads fields tolerantly, and collects what is wrong or unknown in them. */
export class ParseContext {
  readonly #problems: Problem[] = [];
  #moreProblems = 0;
  /** At most {@link answerLimits}.reported, each cut to its limit. */
  readonly unknownFields: Set<string> = new Set();

  problem(at: string, message: string): void {
    if (this.#problems.length < answerLimits.reported) this.#problems.push({ at, message });
    else this.#moreProblems++;
  }

  /** The first problems, and how many more there were. */
  get problems(): readonly Problem[] {
    if (this.#moreProblems === 0) return this.#problems;
    return [
      ...this.#problems,
      { at: "the answer", message: `has ${this.#moreProblems} more problems` },
    ];
  }

  /** Absent and null are undefined; anything but a whole number is a problem. */
  integer(fields: Fields, name: string, at: string): number | undefined {
    const value = fields[name];
    if (value === undefined || value === null) return undefined;
    if (Number.isSafeInteger(value)) return Number(value);
    this.problem(at === "" ? name : `${at}.${name}`, `should be a whole number, is ${show(value)}`);
    return undefined;
  }

  /** The object under a name; an empty one if it is absent. */
  fields(fields: Fields, name: string, at: string): Fields | undefined {
    const value = fields[name];
    if (value === undefined || value === null) return {};
    if (isFields(value)) return value;
    this.problem(`${at}.${name}`, `should be an object, is ${show(value)}`);
    return undefined;
  }

  noteUnknown(fields: Fields, known: ReadonlySet<string>, prefix: string): void {
    for (const name in fields) if (!known.has(name)) this.noteUnknownField(prefix + name);
  }

  noteUnknownField(name: string): void {
    if (this.unknownFields.size >= answerLimits.reported) return;
    this.unknownFields.add(name.slice(0, answerLimits.nameLength));
  }
}

/** An object, not a list. */
export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value in an error message, cut to a length that fits a log line. Objects and lists are only named. */
export function show(value: unknown): string {
  if (value === undefined) return "absent";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  const text = JSON.stringify(value);
  return text.length > 80 ? `${text.slice(0, 77)}...` : text;
}
