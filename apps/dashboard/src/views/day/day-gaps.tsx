import type { JSX } from "preact";
import type { Site } from "../../data/site.js";
import type { Day, DayGap } from "../../data/use-task.js";
import { clockTime } from "../../format/date.js";
import { energyText } from "../../format/quantity.js";

const shownAtFirst = 6;

/** What is missing of a day, and why. */
export function DayGaps({
  day,
  site,
}: {
  readonly day: Day;
  readonly site: Site;
}): JSX.Element | null {
  if (day.gaps.length === 0) return null;
  const lines = day.gaps.map((gap) => (
    <li key={`${gap.from} ${gap.inverters}`}>{gapText(gap, site)}</li>
  ));
  return (
    <section>
      <h2>What is missing</h2>
      <ul class="lines">{lines.slice(0, shownAtFirst)}</ul>
      {lines.length > shownAtFirst ? (
        <details>
          <summary>{lines.length - shownAtFirst} more</summary>
          <ul class="lines">{lines.slice(shownAtFirst)}</ul>
        </details>
      ) : null}
      <p class="muted">{energyOfGaps(day)}</p>
    </section>
  );
}

/** A gap as a sentence. */
export function gapText({ from, to, inverters, isOfAll }: DayGap, site: Site): string {
  const span = `${clockTime(from, site.zone)}–${clockTime(to, site.zone)}`;
  // Of one inverter alone nobody can say who was away.
  if (site.inverters.length === 1) return `${span}: the inverter did not report.`;
  if (isOfAll) return `${span}: nobody reported. The recorder or the gateway was away.`;
  const names = inverters.map((place) => site.inverters[place]?.name ?? "?").join(", ");
  return `${span}: ${names} did not report, while others did.`;
}

function energyOfGaps({ gapJoules, hasUnknownGaps }: Day): string {
  if (Number.isNaN(gapJoules)) return "What was produced meanwhile is not known.";
  const known = `The inverters’ own counters say that ${energyText(gapJoules)} were produced meanwhile, which is not in the sum above.`;
  return hasUnknownGaps ? `${known} Of some gaps nothing is known.` : known;
}
