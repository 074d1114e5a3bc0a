import { dayName, type SiteDays } from "@envoy/solar-insight";

/** One day of a calendar. */
export interface CalendarDay {
  /** Such as "2026-05-31". */
  readonly day: string;
  /** NaN if no reading is known. */
  readonly joules: number;
  readonly state: "known" | "part" | "missing" | "before" | "to-come";
}

/** One month of a calendar. */
export interface CalendarMonth {
  /** From 1 to 12. */
  readonly month: number;
  readonly days: readonly CalendarDay[];
  /** Of all readings; NaN if there are none. */
  readonly joules: number;
  /** How many days within the record are missing, or known only in part. */
  readonly missing: number;
}

/** The months of a year with their days, of a record that began on `firstDay`. */
export function monthsOf(
  days: SiteDays,
  firstDay: string,
  today: string,
): readonly CalendarMonth[] {
  const months: CalendarDay[][] = Array.from({ length: 12 }, () => []);
  for (let place = 0; place < days.joules.length; place++) {
    const day = dayName(days.firstDay + place);
    const joules = days.joules[place] ?? Number.NaN;
    const isWhole = days.isWhole[place] === 1;
    const state = stateOf(day, !Number.isNaN(joules), isWhole, firstDay, today);
    months[Number(day.slice(5, 7)) - 1]?.push({ day, joules, state });
  }
  return months.map((ofMonth, i) => ({
    month: i + 1,
    days: ofMonth,
    joules: sumOf(ofMonth),
    missing: ofMonth.filter(({ state }) => state === "missing" || state === "part").length,
  }));
}

function stateOf(
  day: string,
  isKnown: boolean,
  isWhole: boolean,
  firstDay: string,
  today: string,
): CalendarDay["state"] {
  // What is missing of today may still come.
  if (isKnown) return isWhole || day >= today ? "known" : "part";
  if (day < firstDay) return "before";
  return day >= today ? "to-come" : "missing";
}

/** The sum of what is known; NaN if nothing is. */
export function sumOf(parts: readonly { readonly joules: number }[]): number {
  const known = parts.filter(({ joules }) => !Number.isNaN(joules));
  return known.length === 0 ? Number.NaN : known.reduce((sum, { joules }) => sum + joules, 0);
}
