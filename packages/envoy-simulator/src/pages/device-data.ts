import type { SimulatedInverter } from "../inverter-reports.js";
import { metersAt } from "../meters.js";
import { acBatteriesAt, acBatteryDevice } from "./ac-batteries.js";
import { inverterDevice } from "./inverter-device.js";
import { meterDevice, recordSeconds } from "./meter-device.js";
import type { PageSource } from "./page.js";
import { relayAt, relayDevice } from "./relay.js";

/** How many devices `device_data` shows at most, on every firmware seen so far. */
const deviceDataLimit = 50;

/** Devices by their id, in the order of the ids: inverters, AC Batteries, relays, meters. */
type Devices = readonly (readonly [id: number, device: unknown])[];

/** The text of `/ivp/pdm/device_data` as firmware 8 writes it, for the inverters of a {@link SimulatedSite} alone. */
export function deviceDataPage(
  inverters: readonly SimulatedInverter[],
  limit: number = deviceDataLimit,
): string {
  return pageOf(inverterDevices(inverters), limit);
}

/** The text of `/ivp/pdm/device_data` with every device of the site that is within the limit. */
export function siteDeviceDataPage(source: PageSource): string {
  const { site, unixSeconds } = source;
  const recordedAt = Math.floor(unixSeconds / recordSeconds) * recordSeconds;
  const batteries = acBatteriesAt(site, unixSeconds).map(
    (battery, index) =>
      [587_202_816 + index * 256, acBatteryDevice(battery, index, unixSeconds)] as const,
  );
  const relays = relayAt(site).map((relay) => [654_311_680, relayDevice(relay, source)] as const);
  const meters = metersAt(site, recordedAt).map(
    (meter) => [meter.eid, meterDevice(meter, source)] as const,
  );
  return pageOf(
    [...inverterDevices(site.invertersAt(unixSeconds)), ...batteries, ...relays, ...meters],
    deviceDataLimit,
  );
}

function inverterDevices(inverters: readonly SimulatedInverter[]): Devices {
  return inverters.map((inverter) => [
    553_648_384 + inverter.index * 256,
    inverterDevice(inverter),
  ]);
}

function pageOf(devices: Devices, limit: number): string {
  return JSON.stringify({
    ...Object.fromEntries(devices.slice(0, limit)),
    deviceCount: devices.length,
    deviceDataLimit: limit,
  });
}
