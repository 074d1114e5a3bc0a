import { comparison, counted } from "../../format/quantity.js";
import { type ComparedSum, isComparable } from "./compared-sum.js";

/**
 * How much a sum is above or below the mean of those of other years, such as "at least 9 % above 2025 to the same date,
 * although 8 days of 2026 are missing or known only in part". What is missing can only have lowered a sum.
 */
export function comparisonSentence(
  current: ComparedSum,
  years: readonly ComparedSum[],
  period: "year" | "month",
): string {
  if (!isComparable(current)) {
    return `too much of the ${period} is missing to compare it (${counted(current.missingDays, "day")})`;
  }
  const others = years.filter(
    (other) => other.year !== current.year && isComparable(other) && !Number.isNaN(other.joules),
  );
  if (others.length === 0)
    return `no other year is known well enough to compare the ${period} with`;
  const mean = others.reduce((sum, { joules }) => sum + joules, 0) / others.length;
  const names = others.map(({ year }) => year);
  const than = names.length === 1 ? `${names[0]}` : `the mean of ${list(names)}`;
  const lacking = [...others, current].filter(({ missingDays }) => missingDays > 0);
  const text = `${boundedText(current, mean, others)} ${than} to the same date`;
  if (lacking.length === 0) return text;
  const days = lacking.map(({ year, missingDays }) => `${counted(missingDays, "day")} of ${year}`);
  const isOneDay = lacking.length === 1 && lacking[0]?.missingDays === 1;
  const caveat = `${list(days)} ${isOneDay ? "is" : "are"} missing or known only in part`;
  return `${text}, ${text.startsWith("at least") ? "although" : "but"} ${caveat}`;
}

/** How far a sum is from one of another year, in a few words. */
export function differenceText(current: ComparedSum, other: ComparedSum): string {
  return boundedText(current, other.joules, [other]);
}

/** "at least" where only the side lacks days that would be further away with them. */
function boundedText(current: ComparedSum, joules: number, others: readonly ComparedSum[]): string {
  const text = comparison(current.joules, joules);
  const isLacking = current.missingDays > 0;
  const areLacking = others.some(({ missingDays }) => missingDays > 0);
  const isBound = text.endsWith("above")
    ? isLacking && !areLacking
    : text.endsWith("below") && areLacking && !isLacking;
  return isBound ? `at least ${text}` : text;
}

function list(parts: readonly (string | number)[]): string {
  if (parts.length < 2) return parts.join("");
  return `${parts.slice(0, -1).join(", ")} and ${parts.at(-1)}`;
}
