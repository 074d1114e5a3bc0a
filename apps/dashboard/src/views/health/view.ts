import type { View } from "../view.js";
import { HealthPage } from "./health-page.js";

/** Is a panel failing? */
export const healthView: View = {
  name: "health",
  label: "Health",
  component: HealthPage,
  title: () => "Health of the panels",
};
