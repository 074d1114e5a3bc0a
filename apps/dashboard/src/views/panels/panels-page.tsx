import { addDays } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { useTask } from "../../data/use-task.js";
import { longDate } from "../../format/date.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import type { ViewProps } from "../view.js";
import { dayOfPanels, panelsRoute } from "./panels-route.js";
import { RoofDay } from "./roof-day.js";

export function PanelsPage({ route, site }: ViewProps): JSX.Element {
  const day = dayOfPanels(route, site);
  const state = useTask("panels", { day });
  return (
    <>
      <Stepper
        unit="day"
        back={panelsRoute(route, addDays(day, -1), site)}
        forward={panelsRoute(route, addDays(day, 1), site)}
      >
        {longDate(day)}
      </Stepper>
      <Loaded state={state}>
        {(panels) => <RoofDay key={day} {...{ route, site, day, panels }} />}
      </Loaded>
    </>
  );
}
