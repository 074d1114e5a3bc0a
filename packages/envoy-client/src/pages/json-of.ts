import { EnvoyError, messageOf } from "../errors.js";

/** The JSON of an answer. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not JSON. */
export function jsonOf(text: string, page: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const message = `The answer from ${page} is not JSON: ${messageOf(cause)}`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text, cause });
  }
}
