import type { DayGrid } from "./day-grid.js";
import { at } from "./readings.js";

/** How long an inverter may be silent. */
export interface SilenceLimits {
  /** On so many days others must have reported since. */
  readonly silentDays: number;
  /** It is forgotten when it was silent for longer. */
  readonly forgottenAfterDays: number;
}

/** What is known of whether an inverter reports. */
export type Silence =
  | { readonly state: "reports" | "forgotten" }
  | { readonly state: "silent"; readonly since: number };

/**
 * Whether each inverter still reports, before a day: it is silent if on some days since its last reading most of
 * those reported that did on the day of it. Nobody is silent while the recorder is off.
 */
export function silences(grid: DayGrid, before: number, limits: SilenceLimits): readonly Silence[] {
  const { inverters, periods } = grid.summaries;
  const days = Math.min(grid.days, before - grid.firstDay);
  const reports = (inverter: number, day: number): boolean => {
    const row = grid.row(inverter, day);
    return row >= 0 && at(periods, row) > 0;
  };
  const lastDays = inverters.map((_, inverter) => {
    let day = grid.firstDay + days - 1;
    while (day >= grid.firstDay && !reports(inverter, day)) day--;
    return day;
  });
  return lastDays.map((last): Silence => {
    if (last < grid.firstDay) return { state: "forgotten" };
    const others = [...inverters.keys()].filter((other) => reports(other, last));
    let missed = 0;
    for (let day = last + 1; day < grid.firstDay + days && missed < limits.silentDays; day++) {
      const reporting = others.filter((other) => reports(other, day)).length;
      if (reporting > 0 && reporting * 2 >= others.length - 1) missed++;
    }
    if (missed < limits.silentDays) return { state: "reports" };
    if (before - last > limits.forgottenAfterDays) return { state: "forgotten" };
    return { state: "silent", since: last + 1 };
  });
}
