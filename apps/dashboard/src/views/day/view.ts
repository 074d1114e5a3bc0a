import { addDays } from "@envoy/solar-insight";
import { longDate } from "../../format/date.js";
import type { View } from "../view.js";
import { DayPage } from "./day-page.js";
import { dayOfRoute, dayRoute } from "./day-route.js";

/** How is today? */
export const dayView: View = {
  name: "day",
  label: "Day",
  component: DayPage,
  title: ({ route, site }) => longDate(dayOfRoute(route, site)),
  step: ({ route, site }, by) => dayRoute(addDays(dayOfRoute(route, site), by), site),
};
