import type { JSX } from "preact";
import type { Site } from "../../data/site.js";
import { type Day, useTask } from "../../data/use-task.js";
import { clockTime, longDate } from "../../format/date.js";
import { energyText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { today } from "./day-route.js";
import { usualSentence } from "./usual-sentence.js";

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
  const { bold, rest } = usualSentence(day, state.result);
  return (
    <>
      {bold === "" ? null : <strong>{bold}</strong>}
      {bold === "" ? rest : <span class="muted"> {rest}</span>}
    </>
  );
}
