import type { DeviceData, PcuReading } from "./device-data.js";
import type { Inverter } from "./inverters.js";

/** A microinverter of a site, and where it is known from. */
export interface SiteInverter {
  readonly serialNumber: string;
  /** "device_data" gives its whole reading, "inverters" only the end and the watts. */
  readonly source: "device_data" | "inverters";
  /** Of "device_data", where it has a usable one. */
  readonly reading: PcuReading | undefined;
  /** Of the v1 list, where the site is in it. */
  readonly report: Inverter | undefined;
}

/** An answer of `device_data` may be missing devices: it shows at most `deviceDataLimit`. */
export function isCutShort(counts: Pick<DeviceData, "deviceCount" | "deviceDataLimit">): boolean {
  const { deviceCount, deviceDataLimit } = counts;
  return (
    deviceCount !== undefined && deviceDataLimit !== undefined && deviceCount >= deviceDataLimit
  );
}

/** All inverters of a site: those of `device_data`, and those that only the v1 list knows. */
export function mergeInverters(
  deviceData: DeviceData,
  listed: readonly Inverter[],
): readonly SiteInverter[] {
  const reports = new Map(listed.map((report) => [report.serialNumber, report]));
  const inverters: SiteInverter[] = [];
  for (const device of deviceData.devices) {
    if (device.kind !== "pcu") continue;
    const { serialNumber, channels } = device;
    const reading = channels.find(({ lastReading }) => lastReading !== undefined)?.lastReading;
    const report = reports.get(serialNumber);
    inverters.push({ serialNumber, source: "device_data", reading, report });
    reports.delete(serialNumber);
  }
  for (const report of reports.values()) {
    const { serialNumber } = report;
    inverters.push({ serialNumber, source: "inverters", reading: undefined, report });
  }
  return inverters;
}
