import { counted } from "../counted.js";
import { sumOf } from "../landing/source-state.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type Finding, findingOf } from "./finding.js";

/** Which values were too large for a portable type. */
export function checkOverflow({ states }: Pick<CheckedFleet, "states">): Finding {
  const details = states
    .map((state) => ({ gateway: state.gateway, count: sumOf(state, "nulledValues") }))
    .filter(({ count }) => count > 0)
    .map(({ gateway, count }) => ({
      where: gateway,
      count,
      message: `${counted(count, "value")} too large, null in the table`,
    }));
  const total = details.reduce((sum, { count }) => sum + count, 0);
  return findingOf("overflow", "note", details, {
    ok: "No value was too large for a portable type",
    found: `${counted(total, "value")} too large for a portable type`,
  });
}
