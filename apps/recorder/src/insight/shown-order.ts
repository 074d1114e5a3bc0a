import type { Config } from "../config/config.js";

/** The inverters in the order of their groups, then of their serial numbers. */
export function inShownOrder(
  { site }: Pick<Config, "site">,
  inverters: readonly string[],
): readonly string[] {
  const grouped = Object.values(site.groups)
    .flat()
    .filter((serial) => inverters.includes(serial));
  return [...grouped, ...inverters.filter((serial) => !grouped.includes(serial)).sort()];
}
