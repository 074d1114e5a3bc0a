import type { DeviceData, Inverter, PcuDevice, PcuReading } from "@envoy/envoy-client";
import { defineTable, type TableDefinition } from "@envoy/parquet-archive";
import {
  Dictionary,
  DurationMicrosecond,
  Field,
  Int8,
  Int32,
  Schema,
  type Table,
  TimestampMicrosecond,
  Uint16,
  Uint32,
  Uint64,
  Utf8,
} from "apache-arrow";
import { ReadingColumns } from "./reading-columns.js";

/** The archive's contract: the columns and types that earlier archives have. */
const schema = new Schema([
  new Field("serial_number", new Dictionary(new Utf8(), new Uint32()), true),
  new Field("period_end_time", new TimestampMicrosecond("UTC"), true),
  new Field("period_duration", new DurationMicrosecond(), true),
  new Field("joules_produced", new Uint32(), true),
  new Field("ac_voltage_mV", new Uint32(), true),
  new Field("ac_current_mA", new Uint32(), true),
  new Field("dc_voltage_mV", new Uint32(), true),
  new Field("dc_current_mA", new Uint32(), true),
  new Field("ac_frequency_mHz", new Uint32(), true),
  new Field("inverter_temperature_Celsius", new Int8(), true),
  new Field("power_conversion_error_seconds", new Int32(), true),
  new Field("power_conversion_max_error_cycles", new Int32(), true),
  new Field("flags", new Uint64(), true),
  new Field("watt_hours_today", new Uint16(), true),
]);

/** Inverter readings: one row a serial number and end of period. */
export const inverterReadings: TableDefinition = defineTable({
  schema,
  primaryKey: ["serial_number", "period_end_time"],
  partitionTime: "period_end_time",
});

/** Values of one row by column, beside its key; null where unknown. */
type Measures = Readonly<Record<string, number | bigint | undefined>>;

/** Gathers the readings of many answers into one Arrow table, keeping the first of each key. */
export class InverterReadings {
  readonly #columns = new ReadingColumns(schema);
  /** Of each inverter, the readings that are in the table by their end, with the answer that they came from. */
  readonly #seen = new Map<string, Map<number, SeenReading>>();
  /** Inverters that answers have shown, with a reading or without. */
  readonly #shown = new Set<string>();
  #answers = 0;

  /**
   * Adds the readings of one answer, in order of capture. Returns what could not be
   * kept of it, one sentence each; an empty list means that all of it is in the table.
   */
  add(answer: DeviceData): readonly string[] {
    const problems = answer.problems.map(({ at, message }) => `${at} ${message}`);
    this.#answers++;
    for (const device of answer.devices) {
      if (device.kind !== "pcu") continue;
      this.#shown.add(device.serialNumber);
      for (const { lastReading, wattHoursToday } of device.channels) {
        if (lastReading === undefined) continue;
        problems.push(...this.#addReading(device, lastReading, wattHoursToday));
      }
    }
    return problems;
  }

  /** Some answer has shown an inverter. */
  get hasShownSome(): boolean {
    return this.#shown.size > 0;
  }

  /**
   * Adds what a list of all inverters knows of those that no answer showed: that a period
   * ended, and when. Its energy is not known, and watts times a guessed length would be
   * invented, so it stays null. A row of an answer's inverter would only keep the whole
   * reading from being the first of its key.
   */
  addListed(inverters: readonly Inverter[]): void {
    for (const { serialNumber, lastReportDate } of inverters) {
      if (this.#shown.has(serialNumber) || !(lastReportDate > 0)) continue;
      this.#addReading({ id: serialNumber, serialNumber }, { endDate: lastReportDate }, undefined);
    }
  }

  /** The rows so far, in order of capture. */
  table(): Table {
    return this.#columns.table();
  }

  #addReading(
    { id, serialNumber }: Pick<PcuDevice, "id" | "serialNumber">,
    reading: KnownReading,
    wattHoursToday: number | undefined,
  ): readonly string[] {
    const { endDate } = reading;
    let ofDevice = this.#seen.get(serialNumber);
    if (ofDevice === undefined) {
      ofDevice = new Map();
      this.#seen.set(serialNumber, ofDevice);
    }
    const known = ofDevice.get(endDate);
    if (known !== undefined) {
      // An earlier answer's is the true one; two of one answer should be the same.
      const isClash =
        known.answer === this.#answers &&
        !isEqual(known.measures, measuresOf(reading, wattHoursToday));
      return isClash ? [`${id}: two channels end a reading at ${endDate}; the first was kept`] : [];
    }
    const measures = measuresOf(reading, wattHoursToday);
    ofDevice.set(endDate, { answer: this.#answers, measures });
    const end = BigInt(endDate) * 1_000_000n;
    return this.#columns
      .add(serialNumber, end, measures)
      .map(
        ({ column, value }) =>
          `${id}: ${column} cannot hold ${value}; the row was kept with null there`,
      );
  }
}

/** A reading of which at least the end is known. */
type KnownReading = Pick<PcuReading, "endDate"> & Partial<PcuReading>;

interface SeenReading {
  readonly answer: number;
  readonly measures: Measures;
}

function measuresOf(reading: KnownReading, wattHoursToday: number | undefined): Measures {
  const { durationSeconds } = reading;
  return {
    period_duration:
      durationSeconds === undefined ? undefined : BigInt(durationSeconds) * 1_000_000n,
    joules_produced: reading.joulesProduced,
    ac_voltage_mV: reading.acVoltageMillivolts,
    ac_current_mA: reading.acCurrentMilliamperes,
    dc_voltage_mV: reading.dcVoltageMillivolts,
    dc_current_mA: reading.dcCurrentMilliamperes,
    ac_frequency_mHz: reading.acFrequencyMillihertz,
    inverter_temperature_Celsius: reading.temperatureCelsius,
    power_conversion_error_seconds: reading.powerConversionErrorSeconds,
    power_conversion_max_error_cycles: reading.powerConversionMaxErrorCycles,
    flags: reading.flags,
    watt_hours_today: wattHoursToday,
  };
}

function isEqual(a: Measures, b: Measures): boolean {
  return Object.entries(a).every(([column, value]) => b[column] === value);
}
