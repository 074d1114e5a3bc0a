const joulesPerKilowattHour = 3_600_000;

/** A non-breaking space: a number and its unit are on one line. */
const space = "\u00a0";

/** Energy, such as "12.4 kWh": three digits or so, and whole kilowatt-hours from 100 on. "unknown" for NaN. */
export function energyText(joules: number): string {
  if (Number.isNaN(joules)) return "unknown";
  return `${kilowattHours(joules)}${space}kWh`;
}

/** The number of {@link energyText} alone. */
export function kilowattHours(joules: number): string {
  const value = joules / joulesPerKilowattHour;
  const digits = value < 9.995 ? 2 : value < 99.95 ? 1 : 0;
  return grouped(value, digits);
}

/** Power, such as "640 W" or "3.42 kW". "unknown" for NaN. */
export function powerText(watts: number): string {
  if (Number.isNaN(watts)) return "unknown";
  if (watts < 999.5) return `${grouped(watts, 0)}${space}W`;
  return `${grouped(watts / 1000, watts < 9995 ? 2 : 1)}${space}kW`;
}

/** How far a value is from another, such as "14 % above"; "as much as" within one per cent. */
export function comparison(value: number, other: number): string {
  const percent = Math.round((value / other - 1) * 100);
  if (percent === 0) return "as much as";
  return `${Math.abs(percent)}${space}% ${percent > 0 ? "above" : "below"}`;
}

/** A number with its noun, such as "1 inverter" or "2,400 days". */
export function counted(count: number, one: string, several = `${one}s`): string {
  return `${grouped(count, 0)} ${count === 1 ? one : several}`;
}

/** By their digits after the point. Making one takes as long as a hundred uses of it. */
const formats = [0, 1, 2].map(
  (digits) =>
    new Intl.NumberFormat("en-GB", {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    }),
);

function grouped(value: number, digits: 0 | 1 | 2): string {
  return formats[digits]?.format(value) ?? String(value);
}
