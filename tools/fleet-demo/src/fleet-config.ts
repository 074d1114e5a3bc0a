import type { HubEmulator } from "@envoy/hub-emulator";
import type { DemoDays } from "./demo-days.js";
import type { EmulatedHousehold } from "./emulated-households.js";

/** The dataset that the demo publishes. */
export const publishedDataset = "me/roofs-of-the-demo";

/** The text of the demo's fleet.toml. The token is in the environment. */
export function fleetToml(
  hub: HubEmulator,
  emulated: readonly EmulatedHousehold[],
  { closeAfterDays }: DemoDays,
): string {
  const sources = emulated.map(({ dataset, household: { place } }) =>
    [
      "[[sources]]",
      `dataset = "${dataset}"`,
      `time_zone = "${place.timeZone}"`,
      `latitude = ${place.latitude.toFixed(4)}`,
      `longitude = ${place.longitude.toFixed(4)}`,
      "",
    ].join("\n"),
  );
  return [
    "# The emulated Hub is at another address in each run of the demo: HF_ENDPOINT says where.",
    `# This time it was ${hub.url}`,
    'landing = "landing"',
    'table = "table"',
    'reports = "reports"',
    `close_after_days = ${closeAfterDays}`,
    "shards = 4",
    "",
    "[duckdb]",
    'memory_limit = "1GB"',
    "",
    ...sources,
    "[publish]",
    `dataset = "${publishedDataset}"`,
    "private = true",
    'title = "Roofs of the demo"',
    "",
  ].join("\n");
}
