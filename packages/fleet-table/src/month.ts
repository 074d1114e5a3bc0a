const dayMs = 86_400_000;

/** The UTC month of a time in milliseconds, such as "2026-11". Throws `RangeError` outside the years 1000 to 9999. */
export function monthOf(ms: number): string {
  const text = new Date(ms).toISOString();
  if (!/^[1-9]\d{3}-/.test(text)) throw new RangeError(`${text} is not in the years 1000 to 9999.`);
  return text.slice(0, 7);
}

/** When a UTC month begins, in milliseconds. Throws `RangeError` for a text that is no month. */
export function monthStart(month: string): number {
  return monthNumber(month, 0);
}

/** When a UTC month ends and the next one begins, in milliseconds. Throws `RangeError` for a text that is no month. */
export function monthEnd(month: string): number {
  return monthNumber(month, 1);
}

/** Whether a month has been over for some days. */
export function isDue(month: string, closeAfterDays: number, now: number): boolean {
  return monthEnd(month) + closeAfterDays * dayMs <= now;
}

/** Whether a text is a date such as "2026-11-29", and one that exists. */
export function isDate(text: string): boolean {
  const ms = /^\d{4}-\d\d-\d\d$/.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  return !Number.isNaN(ms) && new Date(ms).toISOString().startsWith(text);
}

/** The start and the end of a UTC day, in milliseconds. */
export function dayRange(day: string): readonly [number, number] {
  const start = Date.parse(`${day}T00:00:00Z`);
  return [start, start + dayMs];
}

/** Whether a text is a month such as "2026-11". */
export function isMonth(text: string): boolean {
  return /^[1-9]\d{3}-(0[1-9]|1[0-2])$/.test(text);
}

function monthNumber(month: string, offset: number): number {
  if (!isMonth(month)) throw new RangeError(`"${month}" is no month such as "2026-11".`);
  return Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)) - 1 + offset);
}
