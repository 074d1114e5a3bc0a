import type * as z from "zod/mini";
import { EnvoyError } from "../errors.js";
import { answerLimits } from "./answer-limits.js";
import { ParseContext, show } from "./parse-context.js";
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
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: textOf(value) });
  }
  const items: T[] = [];
  const context = new ParseContext();
  const repaired: string[] = [];
  for (const [i, item] of value.slice(0, answerLimits.devices).entries()) {
    const repairedItem = unwrapNegatives(item, wrapping, `[${i}]`, repaired);
    const parsed = schema.safeParse(repairedItem);
    if (parsed.success) items.push(parsed.data);
    else
      for (const { at, message } of problemsOf(parsed.error, `[${i}]`))
        context.problem(at, message);
  }
  if (value.length > answerLimits.devices) {
    context.problem(
      "the answer",
      `has ${value.length} items; only the first ${answerLimits.devices} were read`,
    );
  }
  return { items, problems: context.problems, repaired };
}

/** One object. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it does not fit the schema. */
export function parseOne<T>(value: unknown, schema: z.ZodMiniType<T>, page: string): T {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [problem] = problemsOf(parsed.error, "");
  const message = `The answer from ${page} is not as expected: ${problem?.at} ${problem?.message}`;
  throw new EnvoyError("ERR_INVALID_BODY", message, { body: textOf(value) });
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

/** The JSON again, for an error; what is nested too deep to be written is only named. */
function textOf(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return show(value);
  }
}
