// Prints the site once a minute.
//
//   ENVOY_HOST=192.0.2.50 node print-site.mjs
//
// site-each-minute.mjs says how to give it the token.

import { siteEachMinute } from "./site-each-minute.mjs";

for await (const site of siteEachMinute()) {
  const { production, consumption, netConsumption, batterySummary } = site;
  const parts = [`${watts(production?.watts)} produced`];
  if (consumption) parts.push(`${watts(consumption.watts)} consumed`);
  if (netConsumption) parts.push(`${watts(netConsumption.watts)} from the grid`);
  if (batterySummary) {
    parts.push(`${watts(batterySummary.watts)} from batteries`);
    parts.push(`${batterySummary.stateOfChargePercent ?? "?"} % charged`);
  }
  console.log(`${new Date().toISOString()}  ${parts.join(", ")}`);
  for (const { at, message } of site.problems) console.error(`${at}: ${message}`);
}

/**
 * Negative from the grid: it is fed; negative from batteries: they charge.
 * @param {number | undefined} value
 */
function watts(value) {
  return value === undefined ? "? W" : `${Math.round(value)} W`;
}
