import { knownFields } from "./known-fields.js";
import { type Fields, isFields, type ParseContext, show } from "./parse-context.js";
import { isReportTime, reportTimeRule } from "./report-time.js";
import { unwrapped } from "./unwrapped.js";

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
  /** Signal strength at either end, as the firmware counts it; 0 in recordings of IQ7. */
  readonly rssi: number | undefined;
  readonly issi: number | undefined;
}

/** What a channel of any device has added up, and its power. */
export interface ChannelTotals {
  /** Mean power of the last report, in watts; what a meter measured then. */
  readonly wattsNow: number | undefined;
  /** The highest power it ever reported, in watts. */
  readonly wattsMax: number | undefined;
  /** Energy of the gateway's day so far, in watt-hours. Goes to 0 at midnight while the last reading is still the evening's. */
  readonly wattHoursToday: number | undefined;
  readonly wattHoursYesterday: number | undefined;
  readonly wattHoursWeek: number | undefined;
}

/** One channel of a microinverter; every one seen had one. */
export interface PcuChannel extends ChannelTotals {
  /** Undefined if there is no usable one: a removed or silent device, or the time between a night reboot and sunrise. */
  readonly lastReading: PcuReading | undefined;
  /** Energy of all periods so far, in joules. */
  readonly lifetimeJoulesProduced: number | undefined;
}

/** Reads a channel of a microinverter, and notes what is wrong with its last reading and energy. */
export function parsePcuChannel(channel: Fields, at: string, context: ParseContext): PcuChannel {
  context.noteUnknown(channel, knownFields.channel, "channels[].");
  const wattHours = context.fields(channel, "wattHours", at);
  const lastReading = context.fields(channel, "lastReading", at);
  const { watts } = channel;
  // Written out: spreading the totals costs a month of backlog a sixth more CPU.
  return {
    wattsNow: signedIn(watts, "now"),
    wattsMax: signedIn(watts, "max"),
    wattHoursToday: wattHours && context.integer(wattHours, "today", `${at}.wattHours`),
    wattHoursYesterday: wholeNumberIn(wattHours, "yesterday"),
    wattHoursWeek: wholeNumberIn(wattHours, "week"),
    lifetimeJoulesProduced: wholeNumberIn(channel["lifetime"], "joulesProduced"),
    lastReading: lastReading && parseReading(lastReading, `${at}.lastReading`, context),
  };
}

/** Reads the totals of any device's channel; what is wrong there is undefined. */
export function parseTotals({ watts, wattHours }: Fields): ChannelTotals {
  return {
    wattsNow: signedIn(watts, "now"),
    wattsMax: signedIn(watts, "max"),
    wattHoursToday: wholeNumberIn(wattHours, "today"),
    wattHoursYesterday: wholeNumberIn(wattHours, "yesterday"),
    wattHoursWeek: wholeNumberIn(wattHours, "week"),
  };
}

function wholeNumberIn(fields: unknown, name: string): number | undefined {
  const value = isFields(fields) ? fields[name] : undefined;
  return Number.isSafeInteger(value) ? Number(value) : undefined;
}

function signedIn(fields: unknown, name: string): number | undefined {
  const value = wholeNumberIn(fields, name);
  return value === undefined ? undefined : unwrapped(value);
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
    rssi: wholeNumberIn(reading, "rssi"),
    issi: wholeNumberIn(reading, "issi"),
  };
}

function parseFlags(value: unknown, at: string, context: ParseContext): bigint | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value === "string" && /^0x[0-9a-f]{1,16}$/i.test(value)) return BigInt(value);
  context.problem(at, `should be up to 16 hexadecimal digits after 0x, is ${show(value)}`);
  return undefined;
}
