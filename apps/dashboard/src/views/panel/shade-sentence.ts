import type { CarpetMonth } from "../../data/results.js";
import { monthName } from "../../format/date.js";

/** Below this share of the best of the group under a clear sky, a panel is in the shade. */
const shadedShare = 0.7;
/** One that is lower all day long is not shaded, but weak. */
const wellShare = 0.8;
/** So many quarters of an hour in a row. */
const leastQuarters = 2;

type Months = readonly (CarpetMonth | undefined)[];

/** When a part of the day is shaded in a month, in quarters of an hour of the clock: until then in the morning, from then on in the evening. */
interface Shade {
  readonly month: number;
  readonly part: "morning" | "midday" | "afternoon";
  readonly from: number;
  readonly to: number;
}

/** When a panel is regularly in the shade, in one sentence. */
export function shadeSentence(name: string, year: number, months: Months): string {
  if (months.every((month) => month?.watts.every((watts) => Number.isNaN(watts)) ?? true)) {
    return `${name} has no reading in ${year}`;
  }
  const shades = months.flatMap((month, i) => (month === undefined ? [] : shadesOf(month, i + 1)));
  const known = months.filter((month) => month?.clear.some((ratio) => !Number.isNaN(ratio)));
  if (known.length === 0) return `${name} cannot be compared with others in ${year}`;
  const parts = (["morning", "midday", "afternoon"] as const).flatMap((part) => {
    const ofPart = shades.filter((shade) => shade.part === part);
    return ofPart.length === 0 ? [] : [partText(part, ofPart)];
  });
  if (parts.length === 0) return `${name} has no regular shade in ${year}`;
  return `${name} is shaded ${parts.join(", and ")}`;
}

/** The runs of quarters in which a month's clear days are shaded. */
function shadesOf({ clear }: CarpetMonth, month: number): readonly Shade[] {
  const known = [...clear.keys()].filter((quarter) => !Number.isNaN(clear[quarter]));
  const sorted = known.map((quarter) => clear[quarter] ?? Number.NaN).sort((a, b) => a - b);
  if (!((sorted[sorted.length >> 1] ?? Number.NaN) >= wellShare)) return [];
  const noon = ((known.at(0) ?? 0) + (known.at(-1) ?? 0)) / 2;
  const sixth = ((known.at(-1) ?? 0) - (known.at(0) ?? 0)) / 6;
  const shades: Shade[] = [];
  for (let from = 0; from < clear.length; from++) {
    let to = from;
    while ((clear[to] ?? Number.NaN) < shadedShare) to++;
    if (to - from >= leastQuarters) {
      const middle = (from + to - 1) / 2;
      const part =
        middle < noon - sixth ? "morning" : middle > noon + sixth ? "afternoon" : "midday";
      shades.push({ month, part, from, to });
    }
    from = to;
  }
  return shades;
}

/** Such as "on mornings from November to February, until 10:15". */
function partText(part: Shade["part"], shades: readonly Shade[]): string {
  const from = Math.min(...shades.map((shade) => shade.from));
  const to = Math.max(...shades.map((shade) => shade.to));
  const when = monthsText([...new Set(shades.map(({ month }) => month))]);
  if (part === "morning") return `on mornings ${when}, until ${clockOf(to)}`;
  if (part === "afternoon") return `on afternoons ${when}, from ${clockOf(from)} on`;
  return `at midday ${when}, from ${clockOf(from)} to ${clockOf(to)}`;
}

function clockOf(quarter: number): string {
  const hour = String(Math.floor(quarter / 4)).padStart(2, "0");
  return `${hour}:${String((quarter % 4) * 15).padStart(2, "0")}`;
}

/** Months in order, as they follow one another: those of a winter begin in the autumn before. */
function monthsText(months: readonly number[]): string {
  const [first = 0] = months;
  if (months.length === 1) return `in ${monthName(first)}`;
  // What comes after the longest pause is the first.
  let begin = 0;
  let longest = 0;
  for (const [place, month] of months.entries()) {
    const before = months.at(place - 1) ?? month;
    const pause = (month - before + 12) % 12;
    if (pause > longest) [longest, begin] = [pause, place];
  }
  const start = months[begin] ?? first;
  const end = months.at(begin - 1) ?? first;
  return `from ${monthName(start)} to ${monthName(end)}`;
}
