import type { Gap, Readings, TimeZone } from "@envoy/solar-insight";
import { columnsOf, type Row } from "./columns.js";

/** Readings in arrays that a test may change. */
export interface ReadingArrays extends Readings {
  readonly inverter: number[];
  readonly end: number[];
  readonly duration: number[];
  readonly joules: number[];
  readonly wattHoursToday: number[];
}

/** What inverters truly produced, and how their gateway counted it. */
export class CountedReadings {
  readonly #all: Readings;
  readonly #lifetime = new Map<string, number>();
  readonly #wattHoursToday: readonly number[];

  /** The rows must be in order of time for each inverter. */
  constructor(rows: readonly Row[], zone: TimeZone, lifetimeBefore = 1_000_000) {
    this.#all = columnsOf(rows);
    const days = new Map<string, number>();
    const lifetimes = new Map<string, number>();
    this.#wattHoursToday = rows.map(([inverter, , to], row) => {
      const joules = this.#all.joules[row] ?? 0;
      const day = `${inverter} ${zone.dayOf(Date.parse(to))}`;
      days.set(day, (days.get(day) ?? 0) + joules);
      lifetimes.set(inverter, (lifetimes.get(inverter) ?? lifetimeBefore) + joules);
      this.#lifetime.set(`${inverter} ${Date.parse(to)}`, lifetimes.get(inverter) ?? 0);
      return Math.floor((days.get(day) ?? 0) / 3600);
    });
  }

  /** The readings of polls that were saved. */
  recorded(isRecorded: (end: number, inverter: string) => boolean): ReadingArrays {
    const { inverters, inverter, end, duration, joules } = this.#all;
    const rows = Array.from(end, (_, row) => row).filter((row) =>
      isRecorded(end[row] ?? 0, inverters[inverter[row] ?? 0] ?? ""),
    );
    const pick = (column: ArrayLike<number>): number[] => rows.map((row) => column[row] ?? 0);
    return {
      inverters,
      inverter: pick(inverter),
      end: pick(end),
      duration: pick(duration),
      joules: pick(joules),
      wattHoursToday: pick(this.#wattHoursToday),
    };
  }

  readonly lifetimeJoules = (inverter: string, end: number): number =>
    this.#lifetime.get(`${inverter} ${end}`) ?? Number.NaN;

  /** The joules of the periods of an inverter that end in a gap. */
  joulesIn({ inverter, from, to }: Gap): number {
    const { inverters, inverter: of, end, joules } = this.#all;
    return Array.from(end, (time, row) => ({ time, row }))
      .filter(({ time, row }) => inverters[of[row] ?? 0] === inverter && time > from && time <= to)
      .reduce((total, { row }) => total + (joules[row] ?? 0), 0);
  }
}
