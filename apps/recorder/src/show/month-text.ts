import { hatched } from "./blocks.js";
import { heldText } from "./held-energy.js";
import type { MonthData } from "./month-data.js";

/** A month as a calendar of kWh, for a terminal of so many columns. */
export function monthText({ days, energies, month, zone }: MonthData, columns: number): string {
  const known = days.filter(({ joules }) => !Number.isNaN(joules));
  const sum = known.reduce((total, { joules }) => total + joules, 0);
  const width = columns < 64 ? 5 : 9;
  const energy = (joules: number): string => (joules / 3.6e6).toFixed(1);
  const best = known.reduce((a, b) => (b.joules > a.joules ? b : a), known[0] ?? { joules: 0 });
  const cells = days.map(({ day, joules, hasGaps }) => ({
    date: String(Number(day.day.slice(8))).padStart(width - 1),
    energy: `${Number.isNaN(joules) ? (hasGaps ? hatched : "") : energy(joules)}`.padStart(
      width - 1,
    ),
    mark: hasGaps && !Number.isNaN(joules) ? hatched : " ",
  }));
  const blank = { date: " ".repeat(width - 1), energy: " ".repeat(width - 1), mark: " " };
  const [first] = days;
  // Monday first.
  const weekday = (new Date(`${first?.day.day}T00:00Z`).getUTCDay() + 6) % 7;
  const all = [...Array.from({ length: weekday }, () => blank), ...cells];
  const lines: string[] = [];
  for (let week = 0; week < all.length; week += 7) {
    const row = all.slice(week, week + 7);
    lines.push(row.map(({ date }) => `${date} `).join(""));
    lines.push(row.map((cell) => cell.energy + cell.mark).join(""), "");
  }
  const names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"];
  const total = known.length === 0 ? "nothing archived" : `${energy(sum)} kWh`;
  const record = known.length === 0 ? "" : `, best day ${energy(best.joules)}`;
  const note = days.some(({ hasGaps }) => hasGaps)
    ? [`${hatched} readings are missing that day`, `  ${heldText(energies)}`]
    : [];
  return [
    ...(width === 5
      ? [`${month}  ${zone.name}`, `${total}${record}`]
      : [`${month}  ${zone.name}  ${total}${record}`]),
    "",
    names.map((name) => `${name.padStart(width - 1)} `).join(""),
    ...lines,
    ...note,
  ]
    .map((line) => line.trimEnd())
    .join("\n")
    .trimEnd();
}
