import type { DeviceData, Inverter } from "@envoy/envoy-client";
import type { Table } from "apache-arrow";
import type { ArchiveTypes } from "../config/config.js";
import type { InverterReading } from "./columns.js";
import { isSameReading, RowBuilder } from "./row-builder.js";

/** Collects the readings of many answers in one Arrow table, keeping the first of each key. */
export class ReadingCollector {
  readonly #rows: RowBuilder;
  /** The readings that are in the table, by inverter and end of period. */
  readonly #kept = new Map<string, Map<number, KeptReading>>();
  /** Inverters that some answer has shown, with or without a reading. */
  readonly #seen = new Set<string>();
  #answers = 0;

  constructor(types: ArchiveTypes = "native") {
    this.#rows = new RowBuilder(types);
  }

  /**
   * Adds the readings of one answer, in the order of the polls. Returns what could not be
   * kept of it, one sentence each; an empty list means that all of it is in the table.
   */
  add(answer: DeviceData): readonly string[] {
    const problems = answer.problems.map(({ at, message }) => `${at} ${message}`);
    this.#answers++;
    for (const device of answer.devices) {
      if (device.kind !== "pcu") continue;
      const { id, serialNumber } = device;
      this.#seen.add(serialNumber);
      for (const { lastReading, wattHoursToday } of device.channels) {
        if (lastReading === undefined) continue;
        problems.push(...this.#addReading(id, { ...lastReading, serialNumber, wattHoursToday }));
      }
    }
    return problems;
  }

  /** How many rows the table has. */
  get rows(): number {
    return this.#rows.length;
  }

  /** How many values of the rows are null because a portable type cannot hold them. */
  get overflows(): number {
    return this.#rows.overflows;
  }

  /** Whether some answer has shown an inverter. */
  get hasSeenInverters(): boolean {
    return this.#seen.size > 0;
  }

  /**
   * Adds what a list of all inverters knows of those that no answer showed: that a period
   * ended, and when. Its energy is not known, and watts times a guessed length would be
   * invented, so it stays null. A row for an inverter that answers do show would only keep
   * the whole reading from being the first of its key.
   */
  addListed(inverters: readonly Inverter[]): void {
    for (const { serialNumber, lastReportDate } of inverters) {
      if (this.#seen.has(serialNumber) || !(lastReportDate > 0)) continue;
      this.#addReading(serialNumber, { serialNumber, endDate: lastReportDate });
    }
  }

  /** The rows so far, in the order of the polls. */
  table(): Table {
    return this.#rows.table();
  }

  #addReading(id: string, reading: InverterReading): readonly string[] {
    const { serialNumber, endDate } = reading;
    const ofInverter = this.#kept.get(serialNumber) ?? new Map<number, KeptReading>();
    this.#kept.set(serialNumber, ofInverter);
    const first = ofInverter.get(endDate);
    if (first !== undefined) {
      // A later answer may differ, and the first is the true one. Two channels of one answer may not.
      const isClash = first.answer === this.#answers && !isSameReading(first.reading, reading);
      return isClash
        ? [`${id}: two channels have a reading that ends at ${endDate}; the first was kept`]
        : [];
    }
    ofInverter.set(endDate, { answer: this.#answers, reading });
    return this.#rows
      .add(reading)
      .map(
        ({ column, value }) =>
          `${id}: ${column} cannot hold ${value}; the row was kept with null there`,
      );
  }
}

interface KeptReading {
  /** Which of the answers it came from. */
  readonly answer: number;
  readonly reading: InverterReading;
}
