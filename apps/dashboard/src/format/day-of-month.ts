import { monthName } from "./date.js";

/** "15 Apr". */
export function dayOfMonthText(day: string): string {
  return `${Number(day.slice(8, 10))} ${monthName(Number(day.slice(5, 7)), "short")}`;
}
