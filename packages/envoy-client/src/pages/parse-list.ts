import type * as z from "zod/mini";
import { EnvoyError } from "../errors.js";
import type { Problem } from "./problem.js";
import { unwrapNegatives } from "./unwrap-negatives.js";

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
