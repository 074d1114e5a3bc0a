import * as z from "zod/mini";
import { jsonOf } from "./json-of.js";
import { type Parsed, parseList } from "./parse-list.js";
import { paths } from "./paths.js";

export type { GatewayHome } from "./home.js";
export { parseHome } from "./home.js";

/** A device in an inventory; its fields differ from kind to kind. */
export interface InventoryDevice {
  readonly serial_num?: string | undefined;
  readonly part_num?: string | undefined;
  /** In seconds since 1970 (UTC); a string in some firmware. */
  readonly last_rpt_date?: number | string | undefined;
  readonly communicating?: boolean | undefined;
  readonly [field: string]: unknown;
}

/** The devices of one kind. */
export interface InventoryGroup {
  /** "PCU", "ACB", "NSRB", "ENCHARGE", "ENPOWER", ... */
  readonly type: string;
  readonly devices: readonly InventoryDevice[];
}

const groupSchema: z.ZodMiniType<InventoryGroup> = z.looseObject({
  type: z.string(),
  devices: z.array(
    z.looseObject({
      serial_num: z.optional(z.string()),
      part_num: z.optional(z.string()),
      last_rpt_date: z.optional(z.union([z.number(), z.string()])),
      communicating: z.optional(z.boolean()),
    }),
  ),
});

/** Parses the text of `/inventory.json` or `/ivp/ensemble/inventory`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list. */
export function parseInventory(
  text: string,
  page: string = paths.inventory,
): Parsed<InventoryGroup> {
  return parseList(jsonOf(text, page), groupSchema, page);
}
