import { addDays } from "@envoy/solar-insight";
import { longDate } from "../../format/date.js";
import type { View } from "../view.js";
import { PanelsPage } from "./panels-page.js";
import { dayOfPanels, panelsRoute } from "./panels-route.js";

/** Who makes what? */
export const panelsView: View = {
  name: "panels",
  label: "Panels",
  component: PanelsPage,
  title: ({ route, site }) => `Panels on ${longDate(dayOfPanels(route, site))}`,
  step: ({ route, site }, by) => panelsRoute(route, addDays(dayOfPanels(route, site), by), site),
};
