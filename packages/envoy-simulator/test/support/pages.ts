import { createSite, type PageSource, type SimulatedSite, sitePage } from "@envoy/envoy-simulator";

/** 10 June 2026, 00:00 UTC. */
export const midnight: number = Date.UTC(2026, 5, 10) / 1000;
export const hour = 3600;
export const day: number = 24 * hour;

const gatewaySerialNumber = "122333444555";

/** A site with three phases, meters, batteries and a controller. */
export function wholeSite(): SimulatedSite {
  const since = midnight - 30 * day;
  return createSite({ phases: 3, meters: "enabled", batteries: 2, controller: true, since });
}

/** A page's text; throws if there is no such page. */
export function textOf(
  site: SimulatedSite,
  path: string,
  unixSeconds: number,
  login: PageSource["login"] = "token",
): string {
  const text = sitePage(path, { site, unixSeconds, serialNumber: gatewaySerialNumber, login });
  if (text === undefined) throw new Error(`${path} does not exist`);
  return text;
}

/** A page's JSON, as the test expects it to be. */
export function jsonOf<T>(
  site: SimulatedSite,
  path: string,
  unixSeconds: number,
  login: PageSource["login"] = "token",
): T {
  return JSON.parse(textOf(site, path, unixSeconds, login));
}

export function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
