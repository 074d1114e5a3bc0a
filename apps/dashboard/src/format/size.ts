const units = ["bytes", "kB", "MB", "GB", "TB"];

/** How large files are, such as "194 kB". */
export function sizeText(bytes: number): string {
  let [value, unit] = [bytes, 0];
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)}\u00a0${units[unit]}`;
}
