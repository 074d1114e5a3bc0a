import { type ListedDevice, readInventory, readListedDevice } from "./ensemble-device.js";
import { type FieldReader, readPage } from "./field-reader.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";

/** An AC battery, as the group ACB of `/inventory.json` describes it. */
export interface ListedAcBattery extends ListedDevice {
  /** False: it was removed from the site (`adminState` 0, pyenphase 3.2.1). */
  readonly isActive: boolean;
  readonly stateOfChargePercent: number | undefined;
  /** "charging", "discharging" or "idle". */
  readonly chargeState: string | undefined;
  /** Of its warmest cell. */
  readonly maxCellTemperatureCelsius: number | undefined;
  readonly isOperating: boolean | undefined;
  readonly isProducing: boolean | undefined;
  /** The owner put it to sleep; it may still be on its way. */
  readonly isSleepEnabled: boolean | undefined;
  /** It sleeps, or has not yet woken (its flag `sleep-mode`, pyenphase 3.2.1). */
  readonly isAsleep: boolean;
  /** The range of the state of charge that a sleeping battery keeps. */
  readonly sleepMinPercent: number | undefined;
  readonly sleepMaxPercent: number | undefined;
}

/** What the list of `/api/v1/production/inverters` says of a device; AC batteries have `devType` 11 there. */
export interface AcBatteryReport {
  readonly serialNumber: string;
  readonly lastReportDate: number;
  readonly lastReportWatts: number;
  readonly maxReportWatts: number;
}

/** An AC battery with its report. */
export interface AcBattery extends ListedAcBattery {
  readonly lastReportWatts: number | undefined;
  readonly maxReportWatts: number | undefined;
}

/** The AC batteries together, from `storage` of `/production.json`. */
export interface AcBatterySummary {
  readonly batteryCount: number;
  /** Positive: they discharge. */
  readonly watts: number | undefined;
  readonly availableWattHours: number | undefined;
  readonly stateOfChargePercent: number;
  /** "charging", "discharging" or "idle". */
  readonly chargeState: string | undefined;
  /** In seconds since 1970 (UTC). */
  readonly readingDate: number | undefined;
}

/**
 * Parses the AC batteries in the text of `/inventory.json`; none is an empty list.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list.
 */
export function parseAcBatteries(text: string): Parsed<ListedAcBattery> {
  const { root, devices } = readInventory(text, paths.inventory);
  return root.parsed(devices("ACB").map(readAcBattery));
}

function readAcBattery(device: FieldReader): ListedAcBattery | undefined {
  const listed = readListedDevice(device);
  return (
    listed && {
      ...listed,
      isActive: listed.adminState !== 0,
      stateOfChargePercent: device.number("percentFull"),
      chargeState: device.text("charge_status"),
      maxCellTemperatureCelsius: device.signed("maxCellTemp"),
      isOperating: device.boolean("operating"),
      isProducing: device.boolean("producing"),
      isSleepEnabled: device.boolean("sleep_enabled"),
      isAsleep: listed.statusFlags.includes("envoy.cond_flags.pcu_ctrl.sleep-mode"),
      sleepMinPercent: device.number("sleep_min_soc"),
      sleepMaxPercent: device.number("sleep_max_soc"),
    }
  );
}

/** The AC batteries with their reports, which are newer than the inventory. */
export function joinAcBatteries(
  listed: readonly ListedAcBattery[],
  reports: readonly AcBatteryReport[],
): readonly AcBattery[] {
  const bySerialNumber = new Map(reports.map((report) => [report.serialNumber, report]));
  return listed.map((battery) => {
    const report = bySerialNumber.get(battery.serialNumber);
    return {
      ...battery,
      lastReportDate: report?.lastReportDate ?? battery.lastReportDate,
      lastReportWatts: report?.lastReportWatts,
      maxReportWatts: report?.maxReportWatts,
    };
  });
}

/**
 * Parses the AC batteries in the text of `/production.json`: one item, or none on a site without.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it has none of that page's parts.
 */
export function parseAcBatterySummary(text: string): Parsed<AcBatterySummary> {
  const page = readPage(text, paths.production, ["production", "consumption", "storage"]);
  const [storage] = page.objects("storage");
  const batteryCount = storage?.number("activeCount") ?? 0;
  // Some gateways count batteries that they do not have, and then give no state of charge (pyenphase 3.2.1).
  const stateOfChargePercent = storage?.number("percentFull");
  if (storage === undefined || batteryCount === 0 || stateOfChargePercent === undefined) {
    return page.parsed<AcBatterySummary>([]);
  }
  return page.parsed([
    {
      batteryCount,
      watts: storage.signed("wNow"),
      availableWattHours: storage.number("whNow"),
      stateOfChargePercent,
      chargeState: storage.text("state"),
      readingDate: storage.time("readingTime"),
    },
  ]);
}
