import { answerLimits } from "./answer-limits.js";
import { type DeviceData, parseDeviceData, parseDeviceDataText } from "./device-data.js";
import { jsonOf } from "./json-of.js";
import { type JsonPart, splitJson } from "./json-parts.js";
import { isFields } from "./parse-context.js";
import { paths } from "./paths.js";

/**
 * Parses answers of `/ivp/pdm/device_data` one after the other, and of each only the devices whose
 * text is another than before: a gateway repeats a device until it reports again, and parsing it
 * takes ten times as long as comparing its text.
 */
export class DeviceDataReader {
  /** Of the last answer, if it had no problem. */
  #parts: readonly JsonPart[] = [];

  /**
   * As {@link parseDeviceDataText}, but without the devices, and the unknown fields in them, that the
   * last answer had too. After an answer with problems it reads all.
   */
  read(text: string): DeviceData {
    const before = this.#parts;
    this.#parts = [];
    const parts = splitIfPlain(text, before);
    const data =
      parts === undefined || before.length === 0
        ? parseDeviceDataText(text)
        : parseChanged(text, parts, before);
    if (parts !== undefined && data.problems.length === 0) this.#parts = parts;
    return data;
  }

  /** Has the next answer read completely, for who found a problem in this one. */
  forget(): void {
    this.#parts = [];
  }
}

/** The name in place of a repeated device's. */
const placeholder = "";

/** The parts of an answer that is like any gateway's: within the limits, and without a name twice. */
function splitIfPlain(text: string, before: readonly JsonPart[]): readonly JsonPart[] | undefined {
  if (text.length > answerLimits.values) return undefined;
  try {
    const parts = splitJson(text, before);
    const names = new Set(parts.map(({ name }) => name));
    const isPlain = names.size === parts.length && parts.length <= answerLimits.devices;
    // The count tells such an answer from any other JSON, also where all devices are repeated.
    return isPlain && names.has("deviceCount") && !names.has(placeholder) ? parts : undefined;
  } catch (error) {
    // Not JSON, which the parser says better.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

/**
 * Parses the text with a number in place of each repeated object. It is JSON if and only if the
 * whole text is, since a good member has taken the place of a good member.
 */
function parseChanged(
  text: string,
  parts: readonly JsonPart[],
  before: readonly JsonPart[],
): DeviceData {
  let shorter = "";
  let copied = 0;
  let at = 0;
  for (const [i, part] of parts.entries()) {
    // A member begins with the quote of its name.
    at = text.indexOf('"', at);
    const end = at + part.source.length;
    if (part === before[i] && part.text.startsWith("{")) {
      shorter += `${text.slice(copied, at)}"${placeholder}":0`;
      copied = end;
    }
    at = end;
  }
  const json = jsonOf(shorter + text.slice(copied), paths.deviceData);
  const { [placeholder]: _, ...changed } = isFields(json) ? json : {};
  return parseDeviceData(changed);
}
