/** Whether a firmware version such as "8.2.4264" is another one or later; false if it is not known. */
export function isFirmwareFrom(least: string, firmware: string | undefined): boolean {
  if (firmware === undefined) return false;
  const [a, b] = [numbersOf(firmware), numbersOf(least)];
  for (const [i, part] of b.entries()) {
    const difference = (a[i] ?? 0) - part;
    if (difference !== 0) return difference > 0;
  }
  return true;
}

function numbersOf(version: string): readonly number[] {
  return version.split(".").map((part) => Number.parseInt(part, 10) || 0);
}
