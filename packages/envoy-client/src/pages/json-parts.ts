/** One member of a JSON object, or one item of a JSON list, as it was written. */
export interface JsonPart {
  /** The member's name; undefined for an item of a list. */
  readonly name: string | undefined;
  /** The value's own text, without the white space around it. */
  readonly text: string;
  /** The member's text from its name to the end of its value; that of an item is its value. */
  readonly source: string;
  /** What the text says, parsed when it is first asked for. Throws `SyntaxError` if it is not JSON. */
  readonly value: unknown;
}

/**
 * Splits the text of a JSON object or list into its members or items, in their order; a name that
 * appears twice is there twice. A part whose text equals that of the same part of `previous` is that
 * same object: a gateway repeats most of its answer, and comparing a text is faster than reading it.
 * Of the values only the ends are looked for: the text is JSON if and only if each part's value is.
 * Throws `TypeError` if what is around them is not, or if it is neither an object nor a list.
 */
export function splitJson(text: string, previous: readonly JsonPart[] = []): readonly JsonPart[] {
  const parts: JsonPart[] = [];
  const open = skipSpace(text, 0);
  const isObject = text.charCodeAt(open) === openBrace;
  if (!isObject && text.charCodeAt(open) !== openBracket) throw notJson(open);
  const close = isObject ? closeBrace : closeBracket;
  let at = skipSpace(text, open + 1);
  let isAtEnd = text.charCodeAt(at) === close;
  while (!isAtEnd) {
    const before = previous[parts.length];
    const part =
      before !== undefined && beginsWith(text, at, before.source)
        ? before
        : readPart(text, at, isObject);
    parts.push(part);
    at = skipSpace(text, at + part.source.length);
    isAtEnd = text.charCodeAt(at) === close;
    if (isAtEnd) continue;
    if (text.charCodeAt(at) !== comma) throw notJson(at);
    at = skipSpace(text, at + 1);
  }
  const end = skipSpace(text, at + 1);
  if (end < text.length) throw notJson(end);
  return parts;
}

/** A part as it was cut out. */
class CutPart implements JsonPart {
  readonly name: string | undefined;
  readonly text: string;
  readonly source: string;
  #value: { readonly is: unknown } | undefined;

  constructor(name: string | undefined, text: string, source: string) {
    this.name = name;
    this.text = text;
    this.source = source;
  }

  get value(): unknown {
    this.#value ??= { is: JSON.parse(this.text) };
    return this.#value.is;
  }
}

/** Whether the same text is there, and ends there: the number 1 is also the beginning of 12. */
function beginsWith(text: string, at: number, source: string): boolean {
  // Not startsWith, which compares character by character.
  if (text.slice(at, at + source.length) !== source) return false;
  const next = text.charCodeAt(at + source.length);
  return next === comma || isClosing(next) || isSpace(next);
}

function readPart(text: string, at: number, isMember: boolean): JsonPart {
  if (!isMember) {
    const source = copyOf(text, at, endOfValue(text, at));
    return new CutPart(undefined, source, source);
  }
  const endOfName = endOfString(text, at);
  const colon = skipSpace(text, endOfName);
  if (text.charCodeAt(colon) !== colonCode) throw notJson(colon);
  const start = skipSpace(text, colon + 1);
  const end = endOfValue(text, start);
  const name: unknown = JSON.parse(text.slice(at, endOfName));
  const source = copyOf(text, at, end);
  return new CutPart(String(name), source.slice(start - at), source);
}

/** A part of the text as a text of its own: a slice keeps the whole answer in memory, for as long as a device repeats itself. */
function copyOf(text: string, start: number, end: number): string {
  return ` ${text.slice(start, end)}`.slice(1);
}

/** The place after the value that begins at `start`. */
function endOfValue(text: string, start: number): number {
  const first = text.charCodeAt(start);
  if (first === quote) return endOfString(text, start);
  if (first === openBrace || first === openBracket) return endOfNested(text, start);
  let end = start;
  for (let code = first; isInPlainValue(code); code = text.charCodeAt(end)) end++;
  if (end === start) throw notJson(start);
  return end;
}

function endOfNested(text: string, start: number): number {
  let depth = 0;
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) at = endOfString(text, at) - 1;
    else if (code === openBrace || code === openBracket) depth++;
    else if (isClosing(code) && --depth === 0) return at + 1;
  }
  throw notJson(text.length);
}

/** The place after the string that begins at `start`. */
function endOfString(text: string, start: number): number {
  if (text.charCodeAt(start) !== quote) throw notJson(start);
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === quote) return at + 1;
    if (code === backslash) at++;
  }
  throw notJson(text.length);
}

function skipSpace(text: string, start: number): number {
  let at = start;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

const [tab, lineFeed, carriageReturn, space] = [9, 10, 13, 32];
const [quote, comma, colonCode, backslash] = [34, 44, 58, 92];
const [openBrace, closeBrace, openBracket, closeBracket] = [123, 125, 91, 93];

function isSpace(code: number): boolean {
  return code === space || code === lineFeed || code === carriageReturn || code === tab;
}

function isClosing(code: number): boolean {
  return code === closeBrace || code === closeBracket;
}

/** Of a number, true, false or null. After the end of the text, the code is NaN. */
function isInPlainValue(code: number): boolean {
  return code > space && code !== comma && !isClosing(code) && code !== quote;
}

function notJson(at: number): TypeError {
  return new TypeError(`The text is not JSON at character ${at}.`);
}
