import { EnvoyError, messageOf } from "../errors.js";
import { sizeProblem } from "./answer-limits.js";

/** The JSON of an answer. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not JSON, or larger than any gateway's. */
export function jsonOf(text: string, page: string): unknown {
  const problem = sizeProblem(text);
  if (problem !== undefined) {
    const message = `The answer from ${page} ${problem}, unlike any gateway's, and was not read.`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `The answer from ${page} is not JSON: ${messageOf(cause)}`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text, cause });
  }
}
