import { AnswerSplitter } from "./answer-splitter.js";
import type { JsonPart } from "./json-parts.js";
import { isFields } from "./parse-context.js";

/** What one device said in an answer, as the gateway wrote it. */
export interface DeviceReport {
  /** Its name in `device_data`; in the list of all inverters its serial number. */
  readonly deviceId: string;
  /**
   * `devName` as the gateway wrote it, such as "pcu" or "eim"; "listed" for an item of the list of all
   * inverters; "field" for what is beside the devices, such as `deviceCount`.
   */
  readonly kind: string;
  readonly serialNumber: string | undefined;
  /** End of the period that it is about, in seconds since 1970 (UTC); undefined if it has none, or an absurd one. */
  readonly endDate: number | undefined;
  /** The device's JSON, byte for byte. */
  readonly json: string;
}

/**
 * The reports in the text of `/ivp/pdm/device_data` or of `/api/v1/production/inverters`, which
 * `parseDeviceDataText` or `parseInverters` has read: one for each member or item, known or not, in
 * their order. Keep one splitter for the answers of one page: it reads only what has changed.
 */
export class ReportSplitter {
  readonly #splitter: AnswerSplitter;
  #parts: readonly JsonPart[] = [];
  #reports: readonly DeviceReport[] = [];

  /** Give it the splitter of others who read the same answers. */
  constructor(splitter: AnswerSplitter = new AnswerSplitter()) {
    this.#splitter = splitter;
  }

  /** A report whose text has not changed is the same object as before. Throws `TypeError` if the text is not JSON. */
  split(text: string): readonly DeviceReport[] {
    const [parts, reports] = [this.#parts, this.#reports];
    const split = this.#splitter.split(text);
    const isUnchanged =
      split.length === parts.length && split.every((part, i) => part === parts[i]);
    if (isUnchanged) return reports;
    this.#parts = split;
    this.#reports = split.map((part, i) => {
      const before = reports[i];
      return before !== undefined && part === parts[i] ? before : readReport(part, i);
    });
    return this.#reports;
  }
}

function readReport({ name, text, value }: JsonPart, position: number): DeviceReport {
  if (name === undefined) return readListed(value, text, position);
  if (!isFields(value) || !("devName" in value)) {
    return {
      deviceId: name,
      kind: "field",
      serialNumber: undefined,
      endDate: undefined,
      json: text,
    };
  }
  const { devName, sn, channels } = value;
  return {
    deviceId: name,
    kind: typeof devName === "string" ? devName : "other",
    serialNumber: typeof sn === "string" ? sn : undefined,
    endDate: lastEnd(channels),
    json: text,
  };
}

function readListed(value: unknown, json: string, position: number): DeviceReport {
  const fields = isFields(value) ? value : {};
  const { serialNumber: serial, lastReportDate } = fields;
  const serialNumber =
    typeof serial === "string" || typeof serial === "number" ? String(serial) : undefined;
  return {
    deviceId: serialNumber ?? `[${position}]`,
    kind: "listed",
    serialNumber,
    endDate: timeOf(lastReportDate),
    json,
  };
}

/** The newest end of the channels' readings: a meter has a channel for each phase. */
function lastEnd(channels: unknown): number | undefined {
  if (!Array.isArray(channels)) return undefined;
  let last: number | undefined;
  for (const channel of channels) {
    const reading: unknown = isFields(channel) ? channel["lastReading"] : undefined;
    const end = isFields(reading) ? timeOf(reading["endDate"]) : undefined;
    if (end !== undefined && end > (last ?? 0)) last = end;
  }
  return last;
}

/** 0 is how firmware writes "never". More than 32 bits are no gateway's seconds. */
function timeOf(value: unknown): number | undefined {
  return Number.isInteger(value) && Number(value) > 0 && Number(value) < 2 ** 32
    ? Number(value)
    : undefined;
}
