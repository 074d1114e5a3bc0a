import type { Config } from "../config/config.js";
import { failingPages } from "../poll/page-outage.js";
import { type Finding, ok, warn } from "./finding.js";

/** Whether the pages of meters and batteries are saved, where there are any; `now` in milliseconds since 1970. */
export async function pagesFinding({ state }: Config, now: number): Promise<Finding> {
  const failing = await failingPages(state, Math.floor(now / 1000));
  if (failing.length === 0) return ok("none of meters or batteries fails");
  return warn(
    `not saved at present: ${failing.join(", ")}`,
    "The inverters' readings are. The log says why; if it lasts, restart the gateway. To poll these pages no more: tables.meters or tables.batteries = false",
  );
}
