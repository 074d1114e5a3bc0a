import { calendarView } from "./calendar/view.js";
import { compareView } from "./compare/view.js";
import { dayView } from "./day/view.js";
import { healthView } from "./health/view.js";
import { panelView } from "./panel/view.js";
import { panelsView } from "./panels/view.js";
import { recorderView } from "./recorder/view.js";
import type { View } from "./view.js";

/** All views, in the order of their tabs. The first is what the page begins with. */
export const views: readonly [View, ...View[]] = [
  dayView,
  panelsView,
  healthView,
  calendarView,
  compareView,
  recorderView,
  panelView,
];
