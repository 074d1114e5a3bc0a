import { dayName } from "@envoy/solar-insight";
import type { Health } from "../../data/results.js";
import { dayAndMonth, duration, shortDate } from "../../format/date.js";
import { energyText } from "../../format/quantity.js";

type Finding = Health["findings"][number];

/** A shorter time may be one grey morning's. */
const notableErrorMs = 3_600_000;

/** What stands out about a panel, with its evidence, to follow its name. */
export function findingSentence(finding: Finding, until: number): string {
  return `${whatText(finding)} ${sinceText(finding, until)}${lostText(finding)}.${errorText(finding)}`;
}

function whatText({ kind, ratio, basis, evidence }: Finding): string {
  if (kind === "silent") return "has not reported, while the others have,";
  if (kind === "dead") return "reports, and has given nothing, while its group has,";
  const usual =
    basis === "season"
      ? "of what it gave beside its group in the same season before"
      : "of what it usually gives beside its group";
  const { days, ofBrightDays } = evidence;
  const on =
    days === ofBrightDays ? `all of the last ${days}` : `${days} of the last ${ofBrightDays}`;
  return `has given ${Math.round(ratio * 100)}\u00a0% ${usual} on ${on} bright days,`;
}

/** A bright day shows it first; it may have begun on a grey one before. */
function sinceText({ kind, since, lastGoodDay }: Finding, until: number): string {
  const day = dayName(since);
  const text = until - since < 300 ? dayAndMonth(day) : shortDate(day);
  if (kind === "silent" || lastGoodDay === since - 1) return `since ${text}`;
  return lastGoodDay === undefined ? `since ${text} or earlier` : `since about ${text}`;
}

function lostText({ kind, lost }: Finding): string {
  const { joules, uncertaintyJoules, bound } = lost;
  // Nothing is said of what may as well be none.
  if (Number.isNaN(joules) || joules <= uncertaintyJoules) return "";
  const much = energyText(joules);
  if (kind === "silent") return `: up to ${much} not recorded, or lost`;
  return bound === "atLeast" ? `: at least ${much} lost` : `: some ${much} lost`;
}

function errorText({ errorSeconds }: Finding): string {
  if (!(errorSeconds * 1000 >= notableErrorMs)) return "";
  return ` It says itself that it could not convert power for ${duration(errorSeconds * 1000)}.`;
}
