import { storageAt } from "../storage.js";
import type { PageSource } from "./page.js";
import {
  batteryPhase,
  batterySerialNumbers,
  controllerSerialNumber,
  gridModes,
} from "./system-controller.js";

/** The text of `/ivp/ensemble/inventory`: IQ Batteries and the system controller; without either, an empty list. */
export function ensembleInventoryPage(source: PageSource): string {
  const { controller, batteries } = source.site.design;
  if (!controller && batteries === 0) return "[]";
  const groups: unknown[] = [{ type: "ENCHARGE", devices: batteryItems(source) }];
  if (controller) groups.push({ type: "ENPOWER", devices: [controllerItem(source)] });
  return JSON.stringify(groups);
}

function batteryItems({ site, unixSeconds }: PageSource): readonly unknown[] {
  const { percentFull } = storageAt(site, unixSeconds);
  const { since } = site.design;
  return batterySerialNumbers(site).map((serialNumber, index) => ({
    part_num: "836-01826-r76",
    serial_num: serialNumber,
    installed: since,
    device_status: ["envoy.global.ok", "prop.done"],
    last_rpt_date: Math.floor(unixSeconds / 60) * 60,
    admin_state: 6,
    admin_state_str: "ENCHG_STATE_READY",
    created_date: since,
    img_load_date: since,
    img_pnum_running: "3.0.7545_rel/31.33",
    bmu_fw_version: "3.8.63",
    communicating: true,
    sleep_enabled: false,
    percentFull,
    temperature: 22,
    maxCellTemp: 23,
    reported_enc_grid_state: "grid-tied",
    comm_level_sub_ghz: 0,
    comm_level_2_4_ghz: 0,
    led_status: 12,
    dc_switch_off: false,
    encharge_rev: 3,
    encharge_capacity: 5000,
    phase: batteryPhase(site, index),
    der_index: 2,
  }));
}

function controllerItem({ site, unixSeconds }: PageSource): unknown {
  const { since } = site.design;
  const modes = gridModes(site);
  return {
    part_num: "865-00378-r27",
    serial_num: controllerSerialNumber,
    installed: since,
    device_status: ["envoy.global.ok", "prop.done"],
    last_rpt_date: Math.floor(unixSeconds / 60) * 60,
    admin_state: 24,
    admin_state_str: "ENPWR_STATE_OPER_CLOSED",
    created_date: since,
    img_load_date: since,
    img_pnum_running: "3.0.6297_rel/31.33",
    communicating: true,
    // Controllers write Fahrenheit.
    temperature: 81,
    comm_level_sub_ghz: 0,
    comm_level_2_4_ghz: 0,
    mains_admin_state: "closed",
    mains_oper_state: "closed",
    Enpwr_grid_mode: modes.controller,
    Enchg_grid_mode: modes.batteries,
    Enpwr_relay_state_bm: 15_868,
    Enpwr_curr_state_id: 16,
  };
}
