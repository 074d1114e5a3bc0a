const formats = new Map<string, Intl.DateTimeFormat>();

/** Making a format takes as long as a hundred uses of it. */
function formatOf(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = JSON.stringify(options);
  const known = formats.get(key) ?? new Intl.DateTimeFormat("en-GB", options);
  formats.set(key, known);
  return known;
}

/** A date of the calendar has no zone: it is written as it would be at noon in UTC. */
function ofDate(day: string, options: Intl.DateTimeFormatOptions): string {
  return formatOf({ ...options, timeZone: "UTC" }).format(Date.parse(`${day}T12:00Z`));
}

/** "Friday 28 November 2025". */
export function longDate(day: string): string {
  return ofDate(day, { weekday: "long", day: "numeric", month: "long", year: "numeric" }).replace(
    ",",
    "",
  );
}

/** "28 Nov 2025". */
export function shortDate(day: string): string {
  return ofDate(day, { day: "numeric", month: "short", year: "numeric" });
}

/** "28 November". */
export function dayAndMonth(day: string): string {
  return ofDate(day, { day: "numeric", month: "long" });
}

/** "November" of a month from 1 to 12, or "Nov". */
export function monthName(month: number, length: "long" | "short" = "long"): string {
  return ofDate(`2001-${String(month).padStart(2, "0")}-01`, { month: length });
}

/** The time of year of a date as one says it: "early", "mid-" or "late" and the month. */
export function season(day: string): string {
  const name = monthName(Number(day.slice(5, 7)));
  const date = Number(day.slice(8, 10));
  if (date <= 10) return `early ${name}`;
  return date <= 20 ? `mid-${name}` : `late ${name}`;
}

/** The time of an instant at the site, such as "12:15". */
export function clockTime(time: number, zone: string): string {
  return formatOf({ hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(
    time,
  );
}

/** The date of an instant at the site and its time, such as "28 Nov 2025, 12:15". */
export function dateAndTime(time: number, zone: string): string {
  const options = { day: "numeric", month: "short", year: "numeric", timeZone: zone } as const;
  return `${formatOf(options).format(time)}, ${clockTime(time, zone)}`;
}

/** How long something lasts or is ago, in its two largest units at most: "3 min", "2 h 5 min", "4 days". */
export function duration(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 1) return "less than a minute";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours >= 48) return `${Math.round(minutes / 1440)} days`;
  return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
}
