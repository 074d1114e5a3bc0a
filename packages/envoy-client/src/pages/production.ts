import { EnvoyError } from "../errors.js";
import { type FieldReader, readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

/** `/api/v1/production`: the whole site. Stalled on gateways with meters that are not installed (firmware 8.2.4264). */
export interface ProductionTotals {
  readonly wattsNow: number;
  readonly wattHoursToday: number;
  readonly wattHoursSevenDays: number;
  readonly wattHoursLifetime: number;
}

/** What `/production.json` says of one meter, of one phase of it, or of the inverters together. */
export interface ProductionValues {
  /** Negative in the opposite direction. */
  readonly wattsNow: number | undefined;
  /** Energy of the gateway's day so far. Meters only. */
  readonly wattHoursToday: number | undefined;
  readonly wattHoursLastSevenDays: number | undefined;
  /** Energy so far; of net consumption what was imported less what was exported. */
  readonly wattHoursLifetime: number | undefined;
  readonly voltageVolts: number | undefined;
  readonly currentAmperes: number | undefined;
  readonly powerFactor: number | undefined;
  readonly reactivePowerVars: number | undefined;
  readonly apparentPowerVoltAmperes: number | undefined;
  readonly voltAmpereHoursToday: number | undefined;
  readonly voltAmpereHoursLifetime: number | undefined;
  readonly varHoursLeadingToday: number | undefined;
  readonly varHoursLeadingLifetime: number | undefined;
  readonly varHoursLaggingToday: number | undefined;
  readonly varHoursLaggingLifetime: number | undefined;
}

/** One item of `/production.json`: the inverters together, a meter ("eim"), or the AC batteries ("acb"). */
export interface ProductionEntry extends ProductionValues {
  /** "inverters", "eim" or "acb". */
  readonly type: string;
  /** Of a meter: "production", "total-consumption" or "net-consumption". */
  readonly measurementType: string | undefined;
  /** How many there are: 0 for a meter that is not installed. */
  readonly activeCount: number | undefined;
  /** In seconds since 1970 (UTC); undefined if nothing was read yet. */
  readonly readingTime: number | undefined;
  /** The phases of a meter, with `?details=1`; some firmware lists three where fewer are connected. */
  readonly lines: readonly ProductionValues[];
  /** AC batteries: the energy that they hold. */
  readonly wattHoursNow: number | undefined;
  /** AC batteries: absent where firmware counts batteries that do not exist. */
  readonly stateOfChargePercent: number | undefined;
  /** AC batteries: "charging", "discharging" or "idle". */
  readonly state: string | undefined;
}

/** The parts of `/production.json`. */
export interface Production {
  readonly production: readonly ProductionEntry[];
  readonly consumption: readonly ProductionEntry[];
  readonly storage: readonly ProductionEntry[];
}

/** Parses the text of `/api/v1/production`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if one of its numbers is missing. */
export function parseProductionTotals(text: string): WithProblems<ProductionTotals> {
  const page = readPage(text, paths.productionTotals, ["wattsNow", "wattHoursLifetime"]);
  const needed = (name: string, value: number | undefined): number => {
    if (value !== undefined) return value;
    const message = `The answer from ${paths.productionTotals} should contain the number ${name}.`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text });
  };
  return page.withProblems({
    wattsNow: needed("wattsNow", page.signed("wattsNow")),
    wattHoursToday: needed("wattHoursToday", page.number("wattHoursToday")),
    wattHoursSevenDays: needed("wattHoursSevenDays", page.number("wattHoursSevenDays")),
    wattHoursLifetime: needed("wattHoursLifetime", page.number("wattHoursLifetime")),
  });
}

/** Parses the text of `/production.json`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it has none of these parts. */
export function parseProduction(text: string): WithProblems<Production> {
  const parts = ["production", "consumption", "storage"] as const;
  const page = readPage(text, paths.production, parts);
  const entries = (part: (typeof parts)[number]): readonly ProductionEntry[] =>
    page
      .objects(part)
      .map(readEntry)
      .filter((entry) => entry !== undefined);
  return page.withProblems({
    production: entries("production"),
    consumption: entries("consumption"),
    storage: entries("storage"),
  });
}

function readEntry(item: FieldReader): ProductionEntry | undefined {
  const type = item.required("type", item.text("type"));
  if (type === undefined) return;
  return {
    type,
    measurementType: item.text("measurementType"),
    activeCount: item.wholeNumber("activeCount"),
    readingTime: item.time("readingTime"),
    ...readValues(item),
    lines: item.objects("lines").map(readValues),
    wattHoursNow: item.signed("whNow"),
    stateOfChargePercent: item.number("percentFull"),
    state: item.text("state"),
  };
}

function readValues(item: FieldReader): ProductionValues {
  return {
    wattsNow: item.signed("wNow"),
    wattHoursToday: item.number("whToday"),
    wattHoursLastSevenDays: item.number("whLastSevenDays"),
    wattHoursLifetime: item.number("whLifetime"),
    voltageVolts: item.number("rmsVoltage"),
    currentAmperes: item.number("rmsCurrent"),
    powerFactor: item.number("pwrFactor"),
    reactivePowerVars: item.signed("reactPwr"),
    apparentPowerVoltAmperes: item.signed("apprntPwr"),
    voltAmpereHoursToday: item.number("vahToday"),
    voltAmpereHoursLifetime: item.number("vahLifetime"),
    varHoursLeadingToday: item.number("varhLeadToday"),
    varHoursLeadingLifetime: item.number("varhLeadLifetime"),
    varHoursLaggingToday: item.number("varhLagToday"),
    varHoursLaggingLifetime: item.number("varhLagLifetime"),
  };
}
