import type { Site } from "../../data/site.js";
import { capitalised, numberWord } from "../../format/number-word.js";

/** A panel so far from its group is named; at one time, clouds that pass make more of a difference. */
const notableOfDay = 0.1;
const notableAtTime = 0.25;

/** What a sentence about the panels is made of. */
export interface PanelsFacts {
  /** By inverter; NaN where it is not known. */
  readonly ratios: ArrayLike<number>;
  /** Undefined for the whole day. */
  readonly clock: string | undefined;
  /** What all gave together, in words; "unknown" if no reading tells. */
  readonly total: string;
}

/** How the panels compare on a day or at a time, in one sentence. */
export function panelsSentence(site: Site, { ratios, clock, total }: PanelsFacts): string {
  const sentence =
    total === "unknown"
      ? "nothing was recorded: the recorder or the gateway was away"
      : (comparison(site, ratios, clock === undefined ? notableOfDay : notableAtTime) ??
        `${numberWord(site.inverters.length)} ${site.inverters.length === 1 ? "panel" : "panels"} gave ${total}`);
  return clock === undefined ? capitalised(sentence) : `At ${clock}, ${sentence}`;
}

/** Undefined if no panel can be compared with others. */
function comparison(site: Site, ratios: ArrayLike<number>, notable: number): string | undefined {
  const known = site.inverters.flatMap((inverter, place) => {
    const ratio = ratios[place] ?? Number.NaN;
    return Number.isNaN(ratio) ? [] : [{ ...inverter, ratio, off: Math.abs(ratio - 1) }];
  });
  const { length } = known;
  const [first, ...others] = known.filter(({ off }) => off > notable).sort((a, b) => b.off - a.off);
  if (length === 0) return undefined;
  if (first !== undefined) {
    const more = others.length === 0 ? "" : `; ${moreThan(others.length, notable)}`;
    return `${first.name} gave ${difference(first.ratio)} than ${comparedWith(site, first.group)}${more}`;
  }
  const most = known.reduce((greatest, { off }) => Math.max(greatest, off), 0);
  const percent = Math.max(1, Math.ceil(most * 100 - 1e-9));
  const all = length === site.inverters.length ? "all " : "";
  const whom = site.groups.length > 1 ? "their group" : "each other";
  return `${all}${numberWord(length)} panels gave within ${percent}\u00a0% of ${whom}`;
}

/** How the page calls those with whom an inverter of this group is compared: a group of two has no median. */
export function comparedWith(site: Site, group: string | undefined): string {
  const known = comparisons.get(site) ?? new Map<string | undefined, string>();
  comparisons.set(site, known);
  const text = known.get(group) ?? comparisonOf(site, group);
  known.set(group, text);
  return text;
}

/** Each tile asks for it at each step of a day that plays. */
const comparisons = new WeakMap<Site, Map<string | undefined, string>>();

function comparisonOf({ inverters, groups }: Site, group: string | undefined): string {
  const members = inverters.filter((inverter) => inverter.group === group).length;
  return groups.length > 1 && members >= 3 ? "its group" : "the others";
}

function difference(ratio: number): string {
  const percent = Math.round(Math.abs(ratio - 1) * 100);
  return `${percent}\u00a0% ${ratio < 1 ? "less" : "more"}`;
}

function moreThan(count: number, share: number): string {
  const who = count === 1 ? "one other" : `${numberWord(count)} others`;
  return `${who} ${count === 1 ? "is" : "are"} more than ${share * 100}\u00a0% off`;
}
