import { addDays } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { useTask } from "../../data/use-task.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import { go } from "../../state/navigation.js";
import type { ViewProps } from "../view.js";
import { DayAnswer } from "./day-answer.js";
import { DayGaps } from "./day-gaps.js";
import { DayPicture } from "./day-picture.js";
import { dayOfRoute, dayRoute, today } from "./day-route.js";

export function DayPage({ route, site }: ViewProps): JSX.Element {
  const day = dayOfRoute(route, site);
  const state = useTask("day", { day });
  return (
    <>
      <Stepper
        unit="day"
        back={dayRoute(addDays(day, -1), site)}
        forward={dayRoute(addDays(day, 1), site)}
      >
        <input
          type="date"
          aria-label="Date"
          value={day}
          min={site.firstDay}
          max={today(site)}
          onChange={({ currentTarget }) => {
            const to = dayRoute(currentTarget.value, site);
            if (to !== undefined) go(to);
          }}
        />
      </Stepper>
      <Loaded state={state}>
        {(result) => (
          <>
            <DayAnswer day={result} site={site} />
            {Number.isNaN(result.joules) ? null : <DayPicture day={result} site={site} />}
            <DayGaps day={result} site={site} />
          </>
        )}
      </Loaded>
    </>
  );
}
