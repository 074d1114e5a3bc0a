import type { JSX } from "preact";
import type { Site } from "../../data/site.js";
import { type Day, useTask } from "../../data/use-task.js";
import { clockTime, longDate, season } from "../../format/date.js";
import { comparison, energyText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { today } from "./day-route.js";

/** How much a day made, and whether that is much. */
export function DayAnswer({ day, site }: { readonly day: Day; readonly site: Site }): JSX.Element {
  const isToday = day.day === today(site);
  if (Number.isNaN(day.joules)) {
    return (
      <Answer>
        {isToday ? "Nothing has been recorded yet today, " : "No reading is known of "}
        {longDate(day.day)}
      </Answer>
    );
  }
  const last = site.lastReadingAt ?? day.to;
  return (
    <div>
      <Answer figure={energyText(day.joules)}>
        {isToday
          ? `so far today, ${longDate(day.day)}, until ${clockTime(last, site.zone)}`
          : `on ${longDate(day.day)}`}
      </Answer>
      <p class="comparison">{isToday ? null : <ComparedWithUsual day={day} />}</p>
    </div>
  );
}

function ComparedWithUsual({ day }: { readonly day: Day }): JSX.Element | null {
  const state = useTask("usual", { day: day.day });
  if (state.kind !== "ready") return null;
  if (day.hasUnknownGaps) {
    return <>Some of the day is missing, so it is not compared with others.</>;
  }
  const usual = state.result;
  if (usual === undefined) {
    return <>Too few days like it are recorded yet to say whether that is much.</>;
  }
  const joules = day.joules + (day.gapJoules || 0);
  const than = usual.basis === "season" ? `usual for ${season(day.day)}` : "the two weeks before";
  const compared = comparison(joules, usual.joules);
  const withGaps = day.gapJoules > 0 ? `With ${energyText(day.gapJoules)} that came in gaps, ` : "";
  return (
    <>
      <strong>
        {withGaps}
        {compared} {than}
      </strong>
      <span class="muted">
        {" "}
        (half of {usual.days} such days made {energyText(usual.lowJoules)} to{" "}
        {energyText(usual.highJoules)})
      </span>
    </>
  );
}
