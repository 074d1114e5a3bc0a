import { type EnvoyAuth, EnvoyClient, type SiteInverter } from "@envoy/envoy-client";
import type { Draft } from "./draft.js";
import { inColumns } from "./in-columns.js";
import { gatewayAt } from "./login-step.js";
import { type Setup, untilItWorks } from "./steps.js";

/** Asks the gateway for its inverters, as a poll does, and shows them. Empty if the person goes on without. */
export async function showInverters(
  setup: Setup,
  draft: Draft,
  auth: EnvoyAuth | undefined,
): Promise<readonly SiteInverter[]> {
  const { asking, signal } = setup;
  const checked = await untilItWorks(
    setup,
    async () => {
      const options = { ...gatewayAt(draft.envoy), ...(auth === undefined ? {} : { auth }) };
      await using client = await EnvoyClient.connect(options, { signal });
      return await client.allInverters({ signal });
    },
    { again: "Try again", without: "Go on without the list of inverters" },
  );
  const inverters = checked?.value ?? [];
  if (checked !== undefined) asking.tell(describeInverters(inverters, asking.columns));
  return inverters;
}

/** The inverters with what each last reported, in as many columns as fit. */
function describeInverters(inverters: readonly SiteInverter[], columns: number): string {
  if (inverters.length === 0) {
    return "The gateway lists no inverters. A new one has to find them first.";
  }
  const cells = inverters.map(({ serialNumber, lastReportWatts, lastReportDate }) => {
    if (lastReportDate === undefined) return `${serialNumber} no report yet`;
    const watts = String(lastReportWatts ?? "-").padStart(3);
    return `${serialNumber} ${watts} W ${describeTime(lastReportDate)}`;
  });
  const count = inverters.length === 1 ? "1 inverter" : `${inverters.length} inverters`;
  return `A first poll: ${count}, with the power and time of the last report\n${inColumns(cells, columns)}`;
}

/** In the time of this machine: the day only if it is not today's. */
function describeTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  const time = `${two(date.getHours())}:${two(date.getMinutes())}`;
  if (date.toDateString() === new Date().toDateString()) return time;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${time}`;
}

function two(number: number): string {
  return String(number).padStart(2, "0");
}
