import type { InverterGroup } from "@envoy/solar-insight";
import type { Site } from "./site-task.js";

/** The groups of a site as they are compared. Inverters without a group are one of their own. */
export function groupsOf({ groups, inverters }: Site): readonly InverterGroup[] {
  return groups.map((name) => ({
    name,
    inverters: inverters.filter(({ group }) => group === name).map(({ id }) => id),
  }));
}
