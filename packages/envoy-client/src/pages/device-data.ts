import { EnvoyError } from "../errors.js";
import { answerLimits } from "./answer-limits.js";
import { jsonOf } from "./json-of.js";
import { knownFields } from "./known-fields.js";
import { type Fields, isFields, ParseContext, show } from "./parse-context.js";
import { paths } from "./paths.js";
import type { Problem } from "./problem.js";
import { isReportTime, reportTimeRule } from "./report-time.js";

/**
 * The kinds of device seen in recordings: microinverter (pcu), meter (eim), battery
 * (acb), relay (nsrb). Any other name becomes "other".
 */
export type DeviceKind = "pcu" | "eim" | "acb" | "nsrb" | "other";

/** One reporting period of one microinverter channel. Voltage and current are snapshots, not means. */
export interface PcuReading {
  /** End of the period, in seconds since 1970 (UTC). */
  readonly endDate: number;
  /** Length of the period in seconds; 13 to 934 have been seen. */
  readonly durationSeconds: number | undefined;
  /** Energy of the period in joules. */
  readonly joulesProduced: number | undefined;
  readonly acVoltageMillivolts: number | undefined;
  /** 0 on IQ7, which does not measure it. */
  readonly acCurrentMilliamperes: number | undefined;
  readonly acFrequencyMillihertz: number | undefined;
  readonly dcVoltageMillivolts: number | undefined;
  readonly dcCurrentMilliamperes: number | undefined;
  /** Temperature of the channel in degrees Celsius. */
  readonly temperatureCelsius: number | undefined;
  readonly powerConversionErrorSeconds: number | undefined;
  readonly powerConversionMaxErrorCycles: number | undefined;
  /** All 64 status bits (from `flags_hex`; the plain `flags` holds only some). */
  readonly flags: bigint | undefined;
}

/** One channel of a microinverter; every one seen had one. */
export interface PcuChannel {
  /** Undefined if there is no usable one: a removed or silent device, or the time between a night reboot and sunrise. */
  readonly lastReading: PcuReading | undefined;
  /** Energy of the gateway's day so far, in watt-hours. Goes to 0 at midnight while `lastReading` still repeats the evening's. */
  readonly wattHoursToday: number | undefined;
}

/** A microinverter. */
export interface PcuDevice {
  readonly kind: "pcu";
  /** The key of the device in the answer. */
  readonly id: string;
  readonly serialNumber: string;
  readonly active: boolean | undefined;
  /** Also true with good data (recording of firmware 8.2): says nothing about the readings. */
  readonly modGone: boolean | undefined;
  readonly channels: readonly PcuChannel[];
}

/** A device whose readings this parser leaves as they are. */
export interface UntypedDevice {
  readonly kind: Exclude<DeviceKind, "pcu">;
  readonly id: string;
  /** `devName` as the gateway wrote it. */
  readonly devName: string;
  readonly serialNumber: string | undefined;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** One device of the answer, distinguished by `kind`. */
export type Device = PcuDevice | UntypedDevice;

/** A parsed answer of `/ivp/pdm/device_data`. */
export interface DeviceData {
  readonly devices: readonly Device[];
  /** How many devices the site has. */
  readonly deviceCount: number | undefined;
  /** The most devices that the answer can show (50 so far): if `deviceCount >= deviceDataLimit`, some may be missing from it. */
  readonly deviceDataLimit: number | undefined;
  /** What could not be used; the other devices are not affected. */
  readonly problems: readonly Problem[];
  /** Fields that no recording has, such as `channels[].lastReading.newThing`. Sorted. */
  readonly unknownFields: readonly string[];
}

/**
 * Parses the text of `/ivp/pdm/device_data`.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not JSON or not an object of devices.
 * A device that appears twice in it is a problem, which {@link parseDeviceData} cannot see.
 */
export function parseDeviceDataText(text: string): DeviceData {
  const json = jsonOf(text, paths.deviceData);
  const data = parseDeviceData(json);
  const doubled = doubledDevices(text, json);
  return doubled.length === 0 ? data : { ...data, problems: [...data.problems, ...doubled] };
}

/** JSON.parse keeps only the last of two equal keys: a device that appears twice would be lost silently. */
function doubledDevices(text: string, json: unknown): readonly Problem[] {
  let named = 0;
  for (let at = text.indexOf('"devName"'); at >= 0; at = text.indexOf('"devName"', at + 1)) named++;
  const parsed = isFields(json) ? Object.values(json).filter(isDevice) : [];
  if (named <= parsed.length) return [];
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const [, id = ""] of text.matchAll(/"(\d+)"\s*:\s*\{/g)) {
    if (seen.has(id)) doubled.add(id);
    seen.add(id);
  }
  const context = new ParseContext();
  for (const id of doubled) context.problem(id, "appears twice; only the last was read");
  return context.problems;
}

/**
 * Turns the JSON of `/ivp/pdm/device_data` into tagged devices. Tolerant: a broken
 * device or field becomes a problem, an unknown field a note, absent fields undefined.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if the root is not an object with a
 * device or the device count in it.
 */
export function parseDeviceData(json: unknown): DeviceData {
  if (!isFields(json)) {
    throw new EnvoyError("ERR_INVALID_BODY", `device_data is not an object but ${show(json)}`);
  }
  const devices: Device[] = [];
  const context = new ParseContext();
  let recognised = "deviceCount" in json;
  const entries = Object.entries(json);
  for (const [id, value] of entries.slice(0, answerLimits.devices)) {
    if (id === "deviceCount" || id === "deviceDataLimit") continue;
    if (isDevice(value)) {
      recognised = true;
      const device = parseDevice(id, value, context);
      if (device !== undefined) devices.push(device);
    } else if (/^\d+$/.test(id)) {
      context.problem(id, `should be a device, is ${show(value)}`);
    } else {
      context.noteUnknownField(id);
    }
  }
  if (entries.length > answerLimits.devices) {
    context.problem(
      "the answer",
      `has ${entries.length} devices; only the first ${answerLimits.devices} were read`,
    );
  }
  if (!recognised) {
    const keys = Object.keys(json).slice(0, 5).join(", ");
    throw new EnvoyError(
      "ERR_INVALID_BODY",
      `device_data contains no device; its keys: ${keys || "none"}`,
    );
  }
  return {
    devices,
    deviceCount: context.integer(json, "deviceCount", ""),
    deviceDataLimit: context.integer(json, "deviceDataLimit", ""),
    problems: context.problems,
    unknownFields: [...context.unknownFields].sort(),
  };
}

function isDevice(value: unknown): value is Fields {
  return isFields(value) && "devName" in value;
}

function parseDevice(id: string, device: Fields, context: ParseContext): Device | undefined {
  const { devName, sn } = device;
  if (devName !== "pcu") {
    return {
      kind: devName === "eim" || devName === "acb" || devName === "nsrb" ? devName : "other",
      id,
      devName: typeof devName === "string" ? devName : show(devName),
      serialNumber: typeof sn === "string" ? sn : undefined,
      raw: device,
    };
  }
  if (typeof sn !== "string" || sn === "" || sn.length > answerLimits.nameLength) {
    context.problem(`${id}.sn`, `should be a serial number, is ${show(sn)}`);
    return undefined;
  }
  context.noteUnknown(device, knownFields.device, "");
  const channels: PcuChannel[] = [];
  if (Array.isArray(device["channels"])) {
    const { length } = device["channels"];
    if (length > answerLimits.channels) {
      const message = `has ${length} channels; only the first ${answerLimits.channels} were read`;
      context.problem(`${id}.channels`, message);
    }
    for (const [index, channel] of device["channels"].slice(0, answerLimits.channels).entries()) {
      const at = `${id}.channels[${index}]`;
      if (isFields(channel)) channels.push(parseChannel(channel, at, context));
      else context.problem(at, `should be an object, is ${show(channel)}`);
    }
  } else if (device["channels"] !== undefined && device["channels"] !== null) {
    context.problem(`${id}.channels`, `should be a list, is ${show(device["channels"])}`);
  }
  return {
    kind: "pcu",
    id,
    serialNumber: sn,
    active: typeof device["active"] === "boolean" ? device["active"] : undefined,
    modGone: typeof device["modGone"] === "boolean" ? device["modGone"] : undefined,
    channels,
  };
}

function parseChannel(channel: Fields, at: string, context: ParseContext): PcuChannel {
  context.noteUnknown(channel, knownFields.channel, "channels[].");
  const wattHours = context.fields(channel, "wattHours", at);
  const lastReading = context.fields(channel, "lastReading", at);
  return {
    wattHoursToday: wattHours && context.integer(wattHours, "today", `${at}.wattHours`),
    lastReading: lastReading && parseReading(lastReading, `${at}.lastReading`, context),
  };
}

function parseReading(reading: Fields, at: string, context: ParseContext): PcuReading | undefined {
  context.noteUnknown(reading, knownFields.lastReading, "channels[].lastReading.");
  const endDate = context.integer(reading, "endDate", at);
  // 0 is how firmware writes "never", like `created: 0` of a removed device.
  if (endDate === undefined || endDate === 0) return undefined;
  if (!isReportTime(endDate)) {
    context.problem(`${at}.endDate`, `${reportTimeRule}, is ${endDate}`);
    return undefined;
  }
  const integer = (name: string): number | undefined => context.integer(reading, name, at);
  return {
    endDate,
    durationSeconds: integer("duration"),
    joulesProduced: integer("joulesProduced"),
    acVoltageMillivolts: integer("acVoltageINmV"),
    acCurrentMilliamperes: integer("acCurrentInmA"),
    acFrequencyMillihertz: integer("acFrequencyINmHz"),
    dcVoltageMillivolts: integer("dcVoltageINmV"),
    dcCurrentMilliamperes: integer("dcCurrentINmA"),
    temperatureCelsius: integer("channelTemp"),
    powerConversionErrorSeconds: integer("pwrConvErrSecs"),
    powerConversionMaxErrorCycles: integer("pwrConvMaxErrCycles"),
    flags: parseFlags(reading["flags_hex"], `${at}.flags_hex`, context),
  };
}

function parseFlags(value: unknown, at: string, context: ParseContext): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && /^0x[0-9a-f]{1,16}$/i.test(value)) return BigInt(value);
  context.problem(at, `should be up to 16 hexadecimal digits after 0x, is ${show(value)}`);
  return undefined;
}
