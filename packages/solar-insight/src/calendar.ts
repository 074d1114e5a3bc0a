const dayMs = 86_400_000;

/** Whether a text is a date of the calendar, such as "2026-02-28". */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && nameOf(Date.parse(`${text}T00:00Z`)) === text;
}

/** Whether a text is a month of the calendar, such as "2026-02". */
export function isMonth(text: string): boolean {
  return isDay(`${text}-01`);
}

/** The date so many days later, or earlier if `days` is negative. Throws `RangeError` if `day` is no date. */
export function addDays(day: string, days: number): string {
  if (!isDay(day)) throw new RangeError(`"${day}" is not a date such as "2026-02-28".`);
  return nameOf(Date.parse(`${day}T00:00Z`) + days * dayMs) ?? "";
}

/** The dates of a month such as "2026-02". Throws `RangeError` if it is no month. */
export function daysOfMonth(month: string): readonly string[] {
  if (!isMonth(month)) throw new RangeError(`"${month}" is not a month such as "2026-02".`);
  const days: string[] = [];
  for (let day = `${month}-01`; day.startsWith(month); day = addDays(day, 1)) days.push(day);
  return days;
}

/** How many days after 1970-01-01 a date is. Throws `RangeError` if `day` is no date. */
export function dayNumber(day: string): number {
  if (!isDay(day)) throw new RangeError(`"${day}" is not a date such as "2026-02-28".`);
  return Date.parse(`${day}T00:00Z`) / dayMs;
}

/** The date so many days after 1970-01-01, such as "2026-02-28". Throws `RangeError` if there is none. */
export function dayName(day: number): string {
  const name = nameOf(day * dayMs);
  if (name === undefined || !Number.isInteger(day)) {
    throw new RangeError(`${day} is not a whole number of days since 1970-01-01.`);
  }
  return name;
}

function nameOf(utcMidnight: number): string | undefined {
  return Number.isNaN(utcMidnight) ? undefined : new Date(utcMidnight).toISOString().slice(0, 10);
}
