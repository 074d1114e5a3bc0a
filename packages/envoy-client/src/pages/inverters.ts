import * as z from "zod/mini";
import { paths } from "./paths.js";
import { jsonOf, type Parsed, parseList } from "./tolerant.js";

/** One microinverter of `/api/v1/production/inverters`, which lists all of a site, also past the 50 that `device_data` shows. */
export interface Inverter {
  readonly serialNumber: string;
  /** End of its last report, in seconds since 1970 (UTC). */
  readonly lastReportDate: number;
  /** Absent before firmware 5. */
  readonly devType?: number | undefined;
  /** Mean power of the last report, in watts. */
  readonly lastReportWatts: number;
  /** The most it ever reported, in watts. */
  readonly maxReportWatts: number;
}

const schema: z.ZodMiniType<Inverter> = z.looseObject({
  serialNumber: z.string().check(z.minLength(1)),
  lastReportDate: z.number(),
  devType: z.optional(z.number()),
  lastReportWatts: z.number(),
  maxReportWatts: z.number(),
});

/** Parses the text of `/api/v1/production/inverters`. Throws `EnvoyError` (`ERR_INVALID_BODY`) where it is no list. */
export function parseInverters(text: string): Parsed<Inverter> {
  const endpoint = paths.inverters;
  return parseList(jsonOf(text, endpoint), schema, endpoint, ["lastReportWatts"]);
}
