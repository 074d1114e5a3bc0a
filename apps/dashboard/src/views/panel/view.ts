import type { View } from "../view.js";
import { PanelPage } from "./panel-page.js";
import { inverterOfRoute, panelRoute, yearOfPanel } from "./panel-route.js";

/** Shade, heat, ageing: a year of one panel. */
export const panelView: View = {
  name: "panel",
  label: undefined,
  within: "panels",
  component: PanelPage,
  title: ({ route, site }) =>
    `${inverterOfRoute(route, site)?.name ?? "Unknown panel"} in ${yearOfPanel(route, site)}`,
  step: ({ route, site }, by) => panelRoute(route, site, { year: yearOfPanel(route, site) + by }),
};
