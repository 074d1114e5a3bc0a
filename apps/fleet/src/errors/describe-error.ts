import { FleetError } from "./exit-code.js";

/** What failed, for a person; of an error that the fleet did not foresee, where in its code only with `showStack`. */
export function describeError(error: unknown, showStack: boolean): string {
  if (error instanceof FleetError) return error.message;
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const isBug = `This is probably a bug of envoy-fleet; please report it: ${what}`;
  if (showStack && error instanceof Error) return `${isBug}\n${error.stack ?? ""}`;
  return `${isBug}${/[.!?]$/.test(what) ? "" : "."} To see where, set ENVOY_FLEET_DEBUG=1 in the environment.`;
}
