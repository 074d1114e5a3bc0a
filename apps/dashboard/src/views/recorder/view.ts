import type { View } from "../view.js";
import { RecorderPage } from "./recorder-page.js";
import { shownDays, stepBy } from "./recorder-route.js";

/** Is it recording? */
export const recorderView: View = {
  name: "recorder",
  label: "Recorder",
  component: RecorderPage,
  title: () => "Recorder",
  step: ({ route, site }, by) => stepBy(route, site, by * shownDays),
};
