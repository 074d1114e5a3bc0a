import { EnvoyError } from "../errors.js";
import { answerLimits } from "./answer-limits.js";
import { FieldReader } from "./field-reader.js";
import { jsonOf } from "./json-of.js";
import { isFields, ParseContext, show } from "./parse-context.js";
import type { Parsed } from "./parsed.js";

/**
 * Reads a page whose answer is a list, each item on its own: one that `read` cannot use is
 * left out, and is a problem. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list.
 */
export function readList<T>(
  text: string,
  page: string,
  read: (item: FieldReader) => T | undefined,
): Parsed<T> {
  const json = jsonOf(text, page);
  if (!Array.isArray(json)) {
    const message = `The answer from ${page} should be a list, is ${show(json)}.`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text });
  }
  const context = new ParseContext();
  const repaired: string[] = [];
  const items = json.slice(0, answerLimits.devices).map((item, i) => {
    if (isFields(item)) return read(new FieldReader(item, `[${i}]`, context, repaired));
    context.problem(`[${i}]`, `should be an object, is ${show(item)}`);
    return undefined;
  });
  if (json.length > answerLimits.devices) {
    const message = `has ${json.length} items; only the first ${answerLimits.devices} were read`;
    context.problem("the answer", message);
  }
  return new FieldReader({}, "", context, repaired).parsed(items);
}
