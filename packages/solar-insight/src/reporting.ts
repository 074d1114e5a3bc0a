import { at, type Readings } from "./readings.js";

/** Whether an inverter still reports. */
export interface InverterState {
  readonly inverter: string;
  /** When its last period ended, in milliseconds since 1970. */
  readonly lastEnd: number;
  /** It has not reported while others did, for longer than is usual between panels. */
  readonly isSilent: boolean;
}

const quarterHourMs = 900_000;

/** How many quarters of an hour the others may report without it: 3 hours, as on a shaded morning. */
const patience = 12;

/**
 * The state of each inverter, by when its last period ended (`lastEnds`, by inverter), compared
 * with the readings of the last days before the newest one. Only quarters of an hour in which
 * somebody reported count: nobody is silent because it is night, or the recorder was off.
 */
export function inverterStates(
  lastEnds: ReadonlyMap<string, number>,
  recent: Pick<Readings, "end">,
): readonly InverterState[] {
  const reported = new Set<number>();
  for (let row = 0; row < recent.end.length; row++) {
    reported.add(Math.floor(at(recent.end, row) / quarterHourMs));
  }
  const quarters = [...reported].sort((a, b) => a - b);
  return [...lastEnds].map(([inverter, lastEnd]) => {
    const missed = quarters.filter((quarter) => quarter * quarterHourMs > lastEnd).length;
    return { inverter, lastEnd, isSilent: missed > patience };
  });
}
