import type { DeviceData, PcuReading } from "./device-data.js";
import type { Inverter } from "./inverters.js";

/** A microinverter of a site, and which page it is known from. */
export interface SiteInverter {
  readonly serialNumber: string;
  /** "device_data" gives its whole reading, "inverters" only the end and the watts. */
  readonly source: "device_data" | "inverters";
  /** From `device_data`, if it has a usable one. */
  readonly reading: PcuReading | undefined;
  /** From the v1 list, if that was read and has one. */
  readonly report: Inverter | undefined;
}

/** Whether devices may be missing from an answer of `device_data`, which shows at most `deviceDataLimit`. */
export function isCutShort(counts: Pick<DeviceData, "deviceCount" | "deviceDataLimit">): boolean {
  const { deviceCount, deviceDataLimit } = counts;
  return (
    deviceCount !== undefined && deviceDataLimit !== undefined && deviceCount >= deviceDataLimit
  );
}

/** All inverters of a site: those of `device_data`, and those that are only in the v1 list. */
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
