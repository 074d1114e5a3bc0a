import { WalBuffer } from "@envoy/wal-buffer";
import type { Config } from "../config/config.js";

/** The label of entries that hold the list of all inverters; a plain poll has none. */
export const invertersLabel = "inverters";

/** The label of entries that hold what the meters measure, `/ivp/meters/readings`. */
export const metersLabel = "meters";

/** The label of entries that hold the batteries, `/ivp/ensemble/inventory`. */
export const batteriesLabel = "batteries";

/** The label of entries that hold what the batteries do, `/ivp/ensemble/power`. */
export const batteryPowerLabel = "battery-power";

/** The write-ahead buffer that polls are saved in. */
export function openBuffer({ liveBuffer, compression = "none" }: Config): WalBuffer {
  return new WalBuffer({ folder: liveBuffer, compression });
}

/** How many polls wait, whatever other pages were saved with them. */
export function countPolls(buffer: WalBuffer): Promise<number> {
  return buffer.count(({ label }) => label === undefined);
}

/**
 * How an answer is saved. A site with meters or batteries has four pages a minute, 24 MB a day as they are
 * and 4 MB compressed; other sites' answers can be read without a program.
 */
export function compressionOf(
  { compression }: Pick<Config, "compression">,
  hasEquipment: boolean,
): "none" | "gzip" {
  return compression ?? (hasEquipment ? "gzip" : "none");
}
