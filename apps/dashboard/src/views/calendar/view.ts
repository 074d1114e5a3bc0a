import type { View } from "../view.js";
import { CalendarPage } from "./calendar-page.js";
import { yearOfRoute, yearRoute } from "./year-route.js";

/** Which days, months and years were good? */
export const calendarView: View = {
  name: "calendar",
  label: "Calendar",
  component: CalendarPage,
  title: ({ route, site }) => `Calendar of ${yearOfRoute(route, site)}`,
  step: ({ route, site }, by) => yearRoute(yearOfRoute(route, site) + by, site),
};
