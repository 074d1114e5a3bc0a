interface AnswerLimits {
  /** Values in objects and lists, at all depths. */
  readonly values: number;
  /** Devices in `device_data`, or items of a list. */
  readonly devices: number;
  /** Channels of one device; a microinverter has had one, a meter up to four. */
  readonly channels: number;
  /** Problems that are reported one by one, and unknown fields that are named. */
  readonly reported: number;
  /** Characters of a serial number or of a field's name. */
  readonly nameLength: number;
}

/**
 * What no gateway's answer comes near, so that a hostile or broken one is refused before it
 * is expanded in memory. The largest recorded page has 815 values; 50 devices of `device_data`
 * have some 2,300.
 */
export const answerLimits: AnswerLimits = {
  values: 200_000,
  devices: 2000,
  channels: 16,
  reported: 50,
  nameLength: 100,
};

/** Why a text is too large for a gateway's answer; undefined if it is not. */
export function sizeProblem(text: string): string | undefined {
  // Each value takes a character at least, so that nearly all answers need no counting.
  if (text.length <= answerLimits.values) return undefined;
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === quote) i = endOfString(text, i);
    else if (code === comma || code === openBrace || code === openBracket) count++;
    if (count > answerLimits.values) return `contains more than ${answerLimits.values} values`;
  }
  return undefined;
}

const [quote, comma, openBrace, openBracket, backslash] = [34, 44, 123, 91, 92];

/** The place of the quote that ends the string that begins at `start`, or the end of the text. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
  }
  return text.length;
}
