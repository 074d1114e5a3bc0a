import { EnvoyError } from "../errors.js";
import { answerLimits } from "./answer-limits.js";
import { jsonOf } from "./json-of.js";
import { splitJson } from "./json-parts.js";
import { knownFields } from "./known-fields.js";
import { type Fields, isFields, ParseContext, show } from "./parse-context.js";
import { paths } from "./paths.js";
import {
  type ChannelTotals,
  type PcuChannel,
  parsePcuChannel,
  parseTotals,
} from "./pcu-channel.js";
import type { Problem } from "./problem.js";

/**
 * The kinds of device seen in recordings: microinverter (pcu), meter (eim), battery
 * (acb), relay (nsrb). Any other name becomes "other".
 */
export type DeviceKind = "pcu" | "eim" | "acb" | "nsrb" | "other";

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

/** A device of another kind: its readings are left as they are. */
export interface UntypedDevice {
  readonly kind: Exclude<DeviceKind, "pcu">;
  readonly id: string;
  /** `devName` as the gateway wrote it. */
  readonly devName: string;
  readonly serialNumber: string | undefined;
  readonly active: boolean | undefined;
  readonly modGone: boolean | undefined;
  /** A meter has one for each phase; those of phases that are not connected are all zeros. */
  readonly channels: readonly ChannelTotals[];
  /** The device as the gateway wrote it, numbers that wrapped around 32 bits included. */
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
  // A device may have the name within it too: this only tells which answers need not be cut up.
  let named = 0;
  for (let at = text.indexOf('"devName"'); at >= 0; at = text.indexOf('"devName"', at + 1)) named++;
  const parsed = isFields(json) ? Object.values(json).filter(isDevice) : [];
  if (named <= parsed.length) return [];
  const seen = new Set<string>();
  const doubled = new Set<string>();
  for (const { name = "", text: value } of splitJson(text)) {
    if (!value.startsWith("{")) continue;
    if (seen.has(name)) doubled.add(name);
    seen.add(name);
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
      active: booleanOf(device["active"]),
      modGone: booleanOf(device["modGone"]),
      channels: totalsOf(device["channels"]),
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
      if (isFields(channel)) channels.push(parsePcuChannel(channel, at, context));
      else context.problem(at, `should be an object, is ${show(channel)}`);
    }
  } else if (device["channels"] !== undefined && device["channels"] !== null) {
    context.problem(`${id}.channels`, `should be a list, is ${show(device["channels"])}`);
  }
  return {
    kind: "pcu",
    id,
    serialNumber: sn,
    active: booleanOf(device["active"]),
    modGone: booleanOf(device["modGone"]),
    channels,
  };
}

function booleanOf(value: unknown): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

function totalsOf(channels: unknown): readonly ChannelTotals[] {
  if (!Array.isArray(channels)) return [];
  return channels.slice(0, answerLimits.channels).filter(isFields).map(parseTotals);
}
