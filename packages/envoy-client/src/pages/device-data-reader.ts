import { answerLimits } from "./answer-limits.js";
import { AnswerSplitter } from "./answer-splitter.js";
import { type DeviceData, parseDeviceData, parseDeviceDataText } from "./device-data.js";
import type { JsonPart } from "./json-parts.js";

/**
 * Parses answers of `/ivp/pdm/device_data` one after the other, and of each only the devices whose
 * text is another than before: a gateway repeats a device until it reports again, and parsing it
 * takes ten times as long as comparing its text.
 */
export class DeviceDataReader {
  readonly #splitter: AnswerSplitter;
  /** Of the last answer, if it had no problem. */
  #parts: readonly JsonPart[] = [];

  /** Give it the splitter of others who read the same answers. */
  constructor(splitter: AnswerSplitter = new AnswerSplitter()) {
    this.#splitter = splitter;
  }

  /**
   * As {@link parseDeviceDataText}, but without the devices, and the unknown fields in them, that the
   * last answer had too. After an answer with problems it reads all.
   */
  read(text: string): DeviceData {
    const before = this.#parts;
    this.#parts = [];
    const parts = this.#splitIfPlain(text);
    const changed =
      parts === undefined || before.length === 0 ? undefined : changedMembers(parts, before);
    const data = changed === undefined ? parseDeviceDataText(text) : parseDeviceData(changed);
    if (parts !== undefined && data.problems.length === 0) this.#parts = parts;
    return data;
  }

  /** Has the next answer read completely, for who found a problem in this one. */
  forget(): void {
    this.#parts = [];
  }

  /** The parts of an answer that is like any gateway's: within the limits, and without a name twice. */
  #splitIfPlain(text: string): readonly JsonPart[] | undefined {
    if (text.length > answerLimits.values) return undefined;
    try {
      const parts = this.#splitter.split(text);
      const names = new Set(parts.map(({ name }) => name));
      const isPlain = names.size === parts.length && parts.length <= answerLimits.devices;
      // The count tells such an answer from any other JSON, also where all devices are repeated.
      return isPlain && names.has("deviceCount") ? parts : undefined;
    } catch (error) {
      // Not JSON, which the parser says better.
      if (error instanceof TypeError) return undefined;
      throw error;
    }
  }
}

/** The members that are not repeated objects; undefined if one is not JSON, which the parser of the whole text says better. */
function changedMembers(
  parts: readonly JsonPart[],
  before: readonly JsonPart[],
): Readonly<Record<string, unknown>> | undefined {
  try {
    const changed = parts.filter((part, i) => part !== before[i] || !part.text.startsWith("{"));
    return Object.fromEntries(changed.map(({ name, value }) => [name, value]));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
