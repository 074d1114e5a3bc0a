import { dayName, leastBrightDays } from "@envoy/solar-insight";
import type { Health } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { dayAndMonth } from "../../format/date.js";
import { capitalised, numberWord } from "../../format/number-word.js";
import { counted } from "../../format/quantity.js";

/** A group of fewer cannot be compared. */
const leastCompared = 3;

/** Whether a panel is failing, in one line. */
export function answerText({ inverters }: Site, health: Health): string {
  const { findings, learning } = health;
  const [first, second] = findings;
  if (second !== undefined)
    return `${capitalised(numberWord(findings.length))} panels may be failing`;
  if (first !== undefined) {
    const name = inverters[first.inverter]?.name ?? "";
    if (first.kind === "dead") return `${name} gives nothing`;
    if (first.kind === "silent") return `${name} does not report`;
    return `${name} gives less than it should`;
  }
  if (health.inverters.length < leastCompared) return tooFewText(health);
  const known = health.inverters.length - learning.length;
  if (known > 0) return `All well: ${counted(known, "panel")}, ${brightDaysText(health)}`;
  return "Not yet known whether a panel is failing";
}

/** Such as "last 7 bright days up to 29 May". */
function brightDaysText({ brightDays }: Health): string {
  const last = dayAndMonth(dayName(brightDays.at(-1) ?? 0));
  return `last ${counted(brightDays.length, "bright day")} up to ${last}`;
}

function tooFewText({ inverters }: Health): string {
  if (inverters.length === 0) return "No panel has reported in the last year";
  const who = inverters.length === 1 ? "One panel alone" : "Two panels";
  return `${who} cannot be compared with others`;
}

/** What would make findings surer; undefined if groups are known, or too few panels to make some. */
export function groupsText({ groups, inverters }: Site): string | undefined {
  if (groups.length > 0 || inverters.length < 2 * leastCompared) return undefined;
  return "If the panels face different ways, findings are surer once the recorder’s config says which are together:";
}

/** What it takes to know more; undefined if nothing is lacking. */
export function learningText(site: Site, { inverters, learning }: Health): string | undefined {
  if (learning.length === 0 || inverters.length < leastCompared) return undefined;
  const most = Math.max(...learning.map(({ days }) => days));
  const [first] = learning;
  const who =
    learning.length === 1
      ? `${site.inverters[first?.inverter ?? -1]?.name} needs`
      : learning.length === inverters.length
        ? "This needs"
        : `${capitalised(numberWord(learning.length))} panels need`;
  return `${who} ${counted(most, "more bright day", "more bright days")}: what is usual for a panel is known after ${leastBrightDays} of them.`;
}
