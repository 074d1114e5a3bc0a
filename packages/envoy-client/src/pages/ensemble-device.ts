import { EnvoyError } from "../errors.js";
import { FieldReader } from "./field-reader.js";
import { jsonOf } from "./json-of.js";
import { show } from "./parse-context.js";
import { paths } from "./paths.js";

/** What every device in `/inventory.json` and `/ivp/ensemble/inventory` says of itself. */
export interface ListedDevice {
  readonly serialNumber: string;
  /** Such as "830-00703-r67". */
  readonly partNumber: string | undefined;
  readonly firmware: string | undefined;
  /** When the firmware was loaded, in seconds since 1970 (UTC). */
  readonly firmwareLoadedDate: number | undefined;
  /** In seconds since 1970 (UTC). */
  readonly installedDate: number | undefined;
  /** The end of its last report, in seconds since 1970 (UTC). */
  readonly lastReportDate: number | undefined;
  /** The gateway reaches the device. */
  readonly isCommunicating: boolean | undefined;
  /** A code; 0 is a removed AC battery (pyenphase 3.2.1), the others differ from kind to kind. */
  readonly adminState: number | undefined;
  /** The firmware's name of `adminState`, such as "ENCHG_STATE_READY". */
  readonly adminStateName: string | undefined;
  /** Such as "envoy.global.ok"; empty if it gives none. */
  readonly statusFlags: readonly string[];
}

/** Reads what all devices have; undefined, and a problem, if there is no serial number. */
export function readListedDevice(device: FieldReader): ListedDevice | undefined {
  const serialNumber = device.identity("serial_num");
  if (serialNumber === undefined) return undefined;
  return {
    serialNumber,
    partNumber: device.text("part_num"),
    // The C6 combiner controller has its own name for it (recording of firmware 8.3.1598).
    firmware: device.text("img_pnum_running") ?? device.text("fw_version"),
    firmwareLoadedDate: device.time("img_load_date"),
    installedDate: device.time("installed"),
    lastReportDate: device.time("last_rpt_date"),
    isCommunicating: device.boolean("communicating"),
    adminState: device.number("admin_state"),
    adminStateName: device.text("admin_state_str"),
    statusFlags: device.texts("device_status"),
  };
}

/** The groups of an inventory: an answer's root, and a function that gives the devices of one kind. */
export interface InventoryReader {
  readonly root: FieldReader;
  devices(kind: string): readonly FieldReader[];
}

/** Opens the text of an inventory. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function readInventory(
  text: string,
  page: string = paths.ensembleInventory,
): InventoryReader {
  const json = jsonOf(text, page);
  if (!Array.isArray(json)) {
    const message = `The answer from ${page} should be a list, is ${show(json)}.`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text });
  }
  // Without a name, so that places read as in the other lists: "[0].devices[1].serial_num".
  const root = new FieldReader({ "": json }, "");
  const groups = root
    .objects("")
    .map((group) => ({ kind: group.text("type"), devices: group.objects("devices") }));
  return {
    root,
    devices: (kind) =>
      groups.filter((group) => group.kind === kind).flatMap(({ devices }) => devices),
  };
}
