import { addDays } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { useTask } from "../../data/use-task.js";
import { longDate } from "../../format/date.js";
import { energyText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import type { ViewProps } from "../view.js";
import { dayOfRoute, dayRoute } from "./day-route.js";

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
        {longDate(day)}
      </Stepper>
      <Loaded state={state}>
        {(result) => <Answer figure={energyText(result.joules)}>on {longDate(day)}</Answer>}
      </Loaded>
    </>
  );
}
