import { type ListedDevice, readListedDevice } from "./ensemble-device.js";
import type { FieldReader } from "./field-reader.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";
import { readList } from "./read-list.js";

/** A device in an inventory. */
export interface InventoryDevice extends ListedDevice {
  readonly isProducing: boolean | undefined;
  readonly isOperating: boolean | undefined;
  readonly isProvisioned: boolean | undefined;
  /** The phase that it is connected to, such as "ph-a". */
  readonly phase: string | undefined;
}

/** The devices of one kind. */
export interface InventoryGroup {
  /** "PCU", "ACB", "NSRB", "ENCHARGE", "ENPOWER", ... */
  readonly type: string;
  readonly devices: readonly InventoryDevice[];
}

/** Parses the text of `/inventory.json`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseInventory(text: string): Parsed<InventoryGroup> {
  return parseGroups(text, paths.inventory);
}

/** Parses the text of `/ivp/ensemble/inventory`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseEnsembleInventory(text: string): Parsed<InventoryGroup> {
  return parseGroups(text, paths.ensembleInventory);
}

function parseGroups(text: string, page: string): Parsed<InventoryGroup> {
  return readList(text, page, (group) => {
    const type = group.required("type", group.text("type"));
    if (type === undefined) return;
    const devices = group.objects("devices").map(readDevice);
    return { type, devices: devices.filter((device) => device !== undefined) };
  });
}

function readDevice(device: FieldReader): InventoryDevice | undefined {
  const listed = readListedDevice(device);
  return (
    listed && {
      ...listed,
      isProducing: device.boolean("producing"),
      isOperating: device.boolean("operating"),
      isProvisioned: device.boolean("provisioned"),
      phase: device.text("phase"),
    }
  );
}
