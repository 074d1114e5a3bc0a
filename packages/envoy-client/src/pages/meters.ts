import * as z from "zod/mini";
import { jsonOf } from "./json-of.js";
import { type Parsed, parseList } from "./parse-list.js";
import { paths } from "./paths.js";

/** A meter of `/ivp/meters`. */
export interface Meter {
  readonly eid: number;
  /** "enabled" or "disabled". */
  readonly state: string;
  /** "production", "net-consumption", "storage", ... */
  readonly measurementType: string;
  readonly phaseMode?: string | undefined;
  readonly phaseCount?: number | undefined;
  /** "normal", or what is wrong. */
  readonly meteringStatus?: string | undefined;
}

/** What a meter of `/ivp/meters/readings` measures, or one phase of it. */
export interface MeterValues {
  readonly eid: number;
  /** In seconds since 1970 (UTC). */
  readonly timestamp: number;
  /** Energy so far in each direction, in watt-hours. */
  readonly actEnergyDlvd?: number | undefined;
  readonly actEnergyRcvd?: number | undefined;
  /** In watts. */
  readonly activePower?: number | undefined;
  /** In volts, amperes and hertz. */
  readonly voltage?: number | undefined;
  readonly current?: number | undefined;
  readonly freq?: number | undefined;
  readonly pwrFactor?: number | undefined;
}

/** A meter's reading, with its phases. */
export interface MeterReading extends MeterValues {
  readonly channels?: readonly MeterValues[] | undefined;
}

const meterSchema: z.ZodMiniType<Meter> = z.looseObject({
  eid: z.number(),
  state: z.string(),
  measurementType: z.string(),
  phaseMode: z.optional(z.string()),
  phaseCount: z.optional(z.number()),
  meteringStatus: z.optional(z.string()),
});

const number = z.optional(z.number());
const values = {
  eid: z.number(),
  timestamp: z.number(),
  actEnergyDlvd: number,
  actEnergyRcvd: number,
  activePower: number,
  voltage: number,
  current: number,
  freq: number,
  pwrFactor: number,
};
const readingSchema: z.ZodMiniType<MeterReading> = z.looseObject({
  ...values,
  channels: z.optional(z.array(z.looseObject(values))),
});

/** Parses the text of `/ivp/meters`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseMeters(text: string): Parsed<Meter> {
  return parseList(jsonOf(text, paths.meters), meterSchema, paths.meters);
}

/** Parses the text of `/ivp/meters/readings`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseMeterReadings(text: string): Parsed<MeterReading> {
  const page = paths.meterReadings;
  return parseList(jsonOf(text, page), readingSchema, page, ["activePower"]);
}
