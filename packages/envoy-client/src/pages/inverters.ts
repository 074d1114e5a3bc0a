import type { FieldReader } from "./field-reader.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";
import { readList } from "./read-list.js";
import { isReportTime, reportTimeRule } from "./report-time.js";

/** What a device in a list of inverters is: an AC battery contains an inverter, and is listed too. */
export type InverterKind = "inverter" | "ac-battery" | "other";

/** One device of `/api/v1/production/inverters`, which lists all of a site, not only the 50 that `device_data` shows. */
export interface Inverter {
  readonly serialNumber: string;
  /** "inverter" where the firmware, before 5, does not say. */
  readonly kind: InverterKind;
  /** End of its last report, in seconds since 1970 (UTC); 0 if there was none. */
  readonly lastReportDate: number;
  /** Mean power of the last report, in watts. */
  readonly lastReportWatts: number;
  /** The highest power it ever reported, in watts. */
  readonly maxReportWatts: number;
}

/** Parses the text of `/api/v1/production/inverters`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseInverters(text: string): Parsed<Inverter> {
  return readList(text, paths.inverters, readInverter);
}

function readInverter(item: FieldReader): Inverter | undefined {
  const serialNumber = item.identity("serialNumber");
  const kind = kindOf(item);
  const lastReportDate = item.required("lastReportDate", item.wholeNumber("lastReportDate"));
  const lastReportWatts = item.required("lastReportWatts", wholeWatts(item));
  const maxReportWatts = item.required("maxReportWatts", item.wholeNumber("maxReportWatts"));
  if (serialNumber === undefined || kind === undefined || lastReportDate === undefined) return;
  if (lastReportWatts === undefined || maxReportWatts === undefined) return;
  if (!isReportTime(lastReportDate)) {
    item.problem("lastReportDate", `${reportTimeRule}, is ${lastReportDate}`);
    return;
  }
  return { serialNumber, kind, lastReportDate, lastReportWatts, maxReportWatts };
}

function wholeWatts(item: FieldReader): number | undefined {
  const watts = item.wholeNumber("lastReportWatts");
  return watts === undefined ? undefined : item.signed("lastReportWatts");
}

/** The meanings of `devType` are those of pyenphase 3.2.1. */
function kindOf(item: FieldReader): InverterKind | undefined {
  const deviceType = item.wholeNumber("devType");
  if (deviceType === undefined) return item.isAbsent("devType") ? "inverter" : undefined;
  if (deviceType === 1) return "inverter";
  return deviceType === 11 ? "ac-battery" : "other";
}
