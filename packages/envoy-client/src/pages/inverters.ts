import * as z from "zod/mini";
import { jsonOf } from "./json-of.js";
import { type Parsed, parseList } from "./parse-list.js";
import { paths } from "./paths.js";
import { isReportTime, reportTimeRule } from "./report-time.js";

/** One microinverter of `/api/v1/production/inverters`, which lists all of a site, not only the 50 that `device_data` shows. */
export interface Inverter {
  readonly serialNumber: string;
  /** End of its last report, in seconds since 1970 (UTC). */
  readonly lastReportDate: number;
  /** Absent before firmware 5. */
  readonly devType?: number | undefined;
  /** Mean power of the last report, in watts. */
  readonly lastReportWatts: number;
  /** The highest power it ever reported, in watts. */
  readonly maxReportWatts: number;
}

const wholeNumber = z
  .number()
  .check(z.refine(Number.isSafeInteger, { error: "should be a whole number", abort: true }));
const schema: z.ZodMiniType<Inverter> = z.looseObject({
  serialNumber: z.string().check(z.minLength(1)),
  lastReportDate: wholeNumber.check(z.refine(isReportTime, reportTimeRule)),
  devType: z.optional(wholeNumber),
  lastReportWatts: wholeNumber,
  maxReportWatts: wholeNumber,
});

/** Parses the text of `/api/v1/production/inverters`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseInverters(text: string): Parsed<Inverter> {
  const page = paths.inverters;
  return parseList(jsonOf(text, page), schema, page, ["lastReportWatts"]);
}
