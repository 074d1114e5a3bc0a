import type { FieldReader } from "./field-reader.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";
import { readList } from "./read-list.js";

/** A meter (a group of current transformers), as `/ivp/meters` describes it. */
export interface Meter {
  /** The number that its reading has too. */
  readonly id: number;
  /**
   * What it measures: "production", "net-consumption", "total-consumption", "storage", "backfeed",
   * "load", "evse" (a charger for cars), "pv3p" (solar power of another maker).
   */
  readonly type: string;
  /** "enabled", or "disabled": then it is not installed, and what its reading shows is noise. */
  readonly state: string;
  /** "single", "split" or "three". */
  readonly phaseMode: string | undefined;
  readonly phaseCount: number | undefined;
  /** "normal", "not-metering" or "check-wiring". */
  readonly status: string | undefined;
  /** What is wrong, such as "production-imbalance"; empty if nothing is, or before firmware 5. */
  readonly flags: readonly string[];
}

/** What a meter, or one phase of it, measures. */
export interface MeterValues {
  readonly id: number;
  /** In seconds since 1970 (UTC). */
  readonly timestamp: number;
  /** Negative in the direction opposite to the meter's: production that is consumed, net consumption that is exported. */
  readonly activePowerWatts: number | undefined;
  readonly reactivePowerVars: number | undefined;
  readonly apparentPowerVoltAmperes: number | undefined;
  readonly instantaneousDemandWatts: number | undefined;
  /** Energy so far in the meter's direction. */
  readonly energyDeliveredWattHours: number | undefined;
  /** Energy so far in the opposite direction. */
  readonly energyReceivedWattHours: number | undefined;
  readonly apparentEnergyVoltAmpereHours: number | undefined;
  readonly reactiveEnergyLaggingVarHours: number | undefined;
  readonly reactiveEnergyLeadingVarHours: number | undefined;
  readonly powerFactor: number | undefined;
  /** Of several phases: their sum. */
  readonly voltageVolts: number | undefined;
  readonly currentAmperes: number | undefined;
  readonly frequencyHertz: number | undefined;
}

/** A meter's reading. */
export interface MeterReading extends MeterValues {
  /** The phases; firmware lists three even where fewer are connected (`phaseCount` of the meter). */
  readonly phases: readonly MeterValues[];
}

/** Parses the text of `/ivp/meters`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseMeters(text: string): Parsed<Meter> {
  return readList(text, paths.meters, readMeter);
}

function readMeter(item: FieldReader): Meter | undefined {
  const id = item.required("eid", item.wholeNumber("eid"));
  const type = item.required("measurementType", item.text("measurementType"));
  const state = item.required("state", item.text("state"));
  if (id === undefined || type === undefined || state === undefined) return;
  return {
    id,
    type,
    state,
    phaseMode: item.text("phaseMode"),
    phaseCount: item.wholeNumber("phaseCount"),
    status: item.text("meteringStatus"),
    flags: item.texts("statusFlags"),
  };
}

/**
 * Parses the text of `/ivp/meters/readings`. Firmware 8.3 lists meters there that do not exist
 * (pyenphase 3.2.1): their ids are not in `/ivp/meters`.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list.
 */
export function parseMeterReadings(text: string): Parsed<MeterReading> {
  return readList(text, paths.meterReadings, (item) => {
    const values = readValues(item);
    const phases = item.objects("channels").map(readValues);
    return values && { ...values, phases: phases.filter((phase) => phase !== undefined) };
  });
}

function readValues(item: FieldReader): MeterValues | undefined {
  const id = item.required("eid", item.wholeNumber("eid"));
  const timestamp = item.required("timestamp", item.wholeNumber("timestamp"));
  if (id === undefined || timestamp === undefined) return;
  return {
    id,
    timestamp,
    activePowerWatts: item.signed("activePower"),
    reactivePowerVars: item.signed("reactivePower"),
    apparentPowerVoltAmperes: item.signed("apparentPower"),
    instantaneousDemandWatts: item.signed("instantaneousDemand"),
    energyDeliveredWattHours: item.number("actEnergyDlvd"),
    energyReceivedWattHours: item.number("actEnergyRcvd"),
    apparentEnergyVoltAmpereHours: item.number("apparentEnergy"),
    reactiveEnergyLaggingVarHours: item.number("reactEnergyLagg"),
    reactiveEnergyLeadingVarHours: item.number("reactEnergyLead"),
    powerFactor: item.number("pwrFactor"),
    voltageVolts: item.number("voltage"),
    currentAmperes: item.number("current"),
    frequencyHertz: item.number("freq"),
  };
}
