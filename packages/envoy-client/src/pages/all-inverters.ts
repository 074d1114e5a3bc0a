import type { DeviceData, PcuDevice, UntypedDevice } from "./device-data.js";
import type { Inverter, InverterKind } from "./inverters.js";
import type { PcuReading } from "./pcu-channel.js";

/** A microinverter of a site, or a device that the gateway lists as one. */
export interface SiteInverter {
  readonly serialNumber: string;
  /** An AC battery contains an inverter, and is listed too. */
  readonly kind: InverterKind;
  /** False: it was removed from the site (`active` of `device_data`; the list does not say). */
  readonly isActive: boolean;
  /** "device_data" gives its whole reading, "inverters" only what the list has. */
  readonly source: "device_data" | "inverters";
  /** End of its last report, in seconds since 1970 (UTC); undefined if there was none. */
  readonly lastReportDate: number | undefined;
  /** Mean power of the last report, in watts. */
  readonly lastReportWatts: number | undefined;
  /** The highest power it ever reported, in watts. */
  readonly maxReportWatts: number | undefined;
  /** Energy so far; only from `device_data`, as are the next three. */
  readonly lifetimeWattHours: number | undefined;
  /** Energy of the gateway's day so far. */
  readonly wattHoursToday: number | undefined;
  readonly wattHoursYesterday: number | undefined;
  /** All that it measured in the period of its last report. */
  readonly reading: PcuReading | undefined;
}

/** Which inverters are wanted. */
export interface InverterSelection {
  /** Also those that were removed, AC batteries, and devices of unknown kind. @default false */
  readonly includeAll?: boolean;
}

/** Whether devices may be missing from an answer of `device_data`, which shows at most `deviceDataLimit`. */
export function isCutShort(counts: Pick<DeviceData, "deviceCount" | "deviceDataLimit">): boolean {
  const { deviceCount, deviceDataLimit } = counts;
  return (
    deviceCount !== undefined && deviceDataLimit !== undefined && deviceCount >= deviceDataLimit
  );
}

/** Whether `device_data` says all there is to know of a site's inverters. If not, the list says more. */
export function showsAllInverters(data: DeviceData): boolean {
  const inverters = mergeInverters(data, []);
  return !isCutShort(data) && inverters.length > 0 && inverters.every(hasReported);
}

function hasReported({ isActive, lastReportDate }: SiteInverter): boolean {
  return !isActive || lastReportDate !== undefined;
}

/**
 * The inverters of a site: those of `device_data`, if the gateway has it, and those that are
 * only in the list. What `device_data` does not say of one is taken from the list.
 */
export function mergeInverters(
  deviceData: Pick<DeviceData, "devices"> | undefined,
  listed: readonly Inverter[],
  { includeAll = false }: InverterSelection = {},
): readonly SiteInverter[] {
  const reports = new Map(listed.map((report) => [report.serialNumber, report]));
  const inverters: SiteInverter[] = [];
  for (const device of deviceData?.devices ?? []) {
    const { serialNumber } = device;
    if (serialNumber === undefined || (device.kind !== "pcu" && device.kind !== "acb")) continue;
    inverters.push(fromDeviceData(device, serialNumber, reports.get(serialNumber)));
    reports.delete(serialNumber);
  }
  inverters.push(...[...reports.values()].map(fromList));
  if (includeAll) return inverters;
  return inverters.filter(({ kind, isActive }) => kind === "inverter" && isActive);
}

function fromDeviceData(
  device: PcuDevice | UntypedDevice,
  serialNumber: string,
  report: Inverter | undefined,
): SiteInverter {
  const channel =
    device.kind === "pcu"
      ? (device.channels.find(({ lastReading }) => lastReading !== undefined) ?? device.channels[0])
      : undefined;
  const reading = channel?.lastReading;
  const joules = channel?.lifetimeJoulesProduced;
  return {
    serialNumber,
    kind: device.kind === "pcu" ? "inverter" : "ac-battery",
    isActive: device.active !== false,
    source: "device_data",
    lastReportDate: reading?.endDate ?? (report && dateOf(report)),
    // Without a reading, the power in device_data is not a report's.
    lastReportWatts: (reading && channel?.wattsNow) ?? report?.lastReportWatts,
    maxReportWatts: (reading && channel?.wattsMax) ?? report?.maxReportWatts,
    lifetimeWattHours: joules === undefined ? undefined : joules / 3600,
    wattHoursToday: channel?.wattHoursToday,
    wattHoursYesterday: channel?.wattHoursYesterday,
    reading,
  };
}

function fromList(report: Inverter): SiteInverter {
  const { serialNumber, kind, lastReportWatts, maxReportWatts } = report;
  return {
    serialNumber,
    kind,
    isActive: true,
    source: "inverters",
    lastReportDate: dateOf(report),
    lastReportWatts,
    maxReportWatts,
    lifetimeWattHours: undefined,
    wattHoursToday: undefined,
    wattHoursYesterday: undefined,
    reading: undefined,
  };
}

/** 0 is how firmware writes "never". */
function dateOf({ lastReportDate }: Inverter): number | undefined {
  return lastReportDate === 0 ? undefined : lastReportDate;
}
