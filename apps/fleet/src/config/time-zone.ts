/** Whether the runtime knows a time zone of this name. */
export function isTimeZone(name: string): boolean {
  const before = known.get(name);
  if (before !== undefined) return before;
  let isZone = true;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
  } catch {
    isZone = false;
  }
  known.set(name, isZone);
  return isZone;
}

/** Asking `Intl` takes a tenth of a millisecond, and most roofs share a zone. */
const known = new Map<string, boolean>();
