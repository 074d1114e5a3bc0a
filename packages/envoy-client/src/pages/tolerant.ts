import type * as z from "zod/mini";
import { EnvoyError } from "../errors.js";

/** What is wrong with one item of an answer; the others are not affected. */
export interface Problem {
  /** Where in the answer, such as `[3].lastReportWatts` or `553648384.sn`. */
  readonly at: string;
  /** What it should be, and for `device_data` also what it is. */
  readonly message: string;
}

/** What an answer contains: the good items, what could not be used, and what was repaired. */
export interface Parsed<T> {
  readonly items: readonly T[];
  readonly problems: readonly Problem[];
  /**
   * The places of numbers that had wrapped around 32 bits and were corrected: gateways
   * write -4 W as 4294967292.
   */
  readonly repaired: readonly string[];
}

/** The JSON of an answer. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not JSON. */
export function jsonOf(text: string, page: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    const message = `The answer from ${page} is not JSON: ${detail}`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text, cause });
  }
}

/** The items of a list, each parsed on its own. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseList<T>(
  value: unknown,
  schema: z.ZodMiniType<T>,
  page: string,
  wrapping: readonly string[] = [],
): Parsed<T> {
  if (!Array.isArray(value)) {
    const message = `The answer from ${page} should be a list, is ${Object.prototype.toString.call(value).slice(8, -1)}.`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: JSON.stringify(value) });
  }
  const items: T[] = [];
  const problems: Problem[] = [];
  const repaired: string[] = [];
  for (const [i, item] of value.entries()) {
    const repairedItem = unwrapNegatives(item, wrapping, `[${i}]`, repaired);
    const parsed = schema.safeParse(repairedItem);
    if (parsed.success) items.push(parsed.data);
    else problems.push(...problemsOf(parsed.error, `[${i}]`));
  }
  return { items, problems, repaired };
}

/** One object. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it does not fit the schema. */
export function parseOne<T>(value: unknown, schema: z.ZodMiniType<T>, page: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [problem] = problemsOf(parsed.error, "");
  const message = `The answer from ${page} is not as expected: ${problem?.at} ${problem?.message}`;
  throw new EnvoyError("ERR_INVALID_BODY", message, { body: JSON.stringify(value) });
}

function problemsOf(error: z.core.$ZodError, at: string): Problem[] {
  return error.issues.map((issue) => {
    const expected = "expected" in issue ? `should be ${issue.expected}` : issue.message;
    return {
      at: [at, ...issue.path.map((step) => `.${String(step)}`)].join(""),
      message: expected,
    };
  });
}

/** A value past 2^31 in a field of watts is a negative one that wrapped around 32 bits. */
export function unwrapNegatives(
  value: unknown,
  fields: readonly string[],
  at: string,
  repaired: string[],
): unknown {
  if (typeof value !== "object" || value === null) return value;
  const copy: Record<string, unknown> = { ...value };
  for (const field of fields) {
    const number = copy[field];
    if (typeof number === "number" && number >= 2 ** 31 && number < 2 ** 32) {
      copy[field] = number - 2 ** 32;
      repaired.push(`${at}.${field}`);
    }
  }
  return copy;
}
