import { longDate } from "../../format/date.js";
import type { View } from "../view.js";
import { ComparePage } from "./compare-page.js";
import { dateOfRoute, monthStep } from "./compare-route.js";

/** How does this year, and this month, compare with others? */
export const compareView: View = {
  name: "compare",
  label: "Compare",
  component: ComparePage,
  title: ({ route, site }) => `Years to ${longDate(dateOfRoute(route, site))}`,
  step: ({ route, site }, by) => monthStep(dateOfRoute(route, site), by, site),
};
