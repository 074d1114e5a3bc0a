import { storageAt } from "../storage.js";
import type { PageSource } from "./page.js";
import {
  batteryPhase,
  batterySerialNumbers,
  controllerSerialNumber,
  gridModes,
} from "./system-controller.js";

/** The text of `/ivp/ensemble/power`. The key really ends in a colon; negative power charges. */
export function ensemblePowerPage({ site, unixSeconds }: PageSource): string {
  const { percentFull, watts, count } = storageAt(site, unixSeconds);
  const milliwatts = Math.round((watts / count) * 1000) + 0;
  return JSON.stringify({
    "devices:": batterySerialNumbers(site).map((serialNumber) => ({
      serial_num: serialNumber,
      real_power_mw: milliwatts,
      apparent_power_mva: milliwatts,
      soc: percentFull,
    })),
  });
}

/** The text of `/ivp/ensemble/secctrl`: the batteries' charge and capacity in all. */
export function secondaryControlPage(source: PageSource): string {
  return JSON.stringify(secondaryControl(source));
}

/** The text of `/ivp/ensemble/status`: the same, with the parts of each device and the state of the grid relay. */
export function ensembleStatusPage(source: PageSource): string {
  const { site } = source;
  const { controller } = site.design;
  const devices = batterySerialNumbers(site).map((serialNumber, index) => [
    serialNumber,
    batteryStatus(serialNumber, batteryPhase(site, index), index),
  ]);
  if (controller) devices.unshift([controllerSerialNumber, controllerStatus()]);
  const state = Number(controller);
  const mode = controller ? gridModes(site).batteries : "unknown";
  return JSON.stringify({
    inventory: { serial_nums: Object.fromEntries(devices) },
    secctrl: secondaryControl(source),
    relay: {
      mains_admin_state: "closed",
      mains_oper_state: "closed",
      srt12_state: "open",
      srt13_state: "open",
      der1_state: state,
      der2_state: state,
      der3_state: state,
      Enchg_grid_mode: mode,
      Solar_grid_mode: mode,
    },
  });
}

function secondaryControl({ site, unixSeconds }: PageSource): unknown {
  const { batteries, acBatteries } = site.design;
  const storage = storageAt(site, unixSeconds);
  const { capacityWattHours, percentFull, reservePercent, storedWattHours } = storage;
  const stored = Math.round(storedWattHours);
  const ifIq = (value: number): number => (batteries > 0 ? value : 0);
  const ifAc = (value: number): number => (acBatteries > 0 ? value : 0);
  return {
    shutdown: false,
    freq_bias_hz: 0,
    voltage_bias_v: 0,
    freq_bias_hz_q8: 0,
    voltage_bias_v_q5: 0,
    freq_bias_hz_phaseb: 0,
    voltage_bias_v_phaseb: 0,
    freq_bias_hz_q8_phaseb: 0,
    voltage_bias_v_q5_phaseb: 0,
    freq_bias_hz_phasec: 0,
    voltage_bias_v_phasec: 0,
    freq_bias_hz_q8_phasec: 0,
    voltage_bias_v_q5_phasec: 0,
    configured_backup_soc: ifIq(reservePercent),
    adjusted_backup_soc: ifIq(reservePercent),
    agg_soc: percentFull,
    Max_energy: capacityWattHours,
    ENC_agg_soc: ifIq(percentFull),
    ENC_agg_soh: ifIq(100),
    ENC_agg_backup_energy: ifIq(Math.round((capacityWattHours * reservePercent) / 100)),
    ENC_agg_avail_energy: ifIq(stored),
    Enc_commissioned_capacity: ifIq(capacityWattHours),
    Enc_max_available_capacity: ifIq(capacityWattHours),
    ACB_agg_soc: ifAc(percentFull),
    ACB_agg_energy: ifAc(stored),
    VLS_Limit: 10,
    soc_rec_enabled: false,
    soc_recovery_entry: 2,
    soc_recovery_exit: 10,
    Commission_in_progress: false,
    ESS_in_progress: false,
  };
}

/** What the statuses of all devices have. */
function device(
  serialNumber: string,
  type: number,
  state: readonly [number: number, name: string],
): Readonly<Record<string, unknown>> {
  return {
    device_type: type,
    com_interface_str: "CAN",
    device_id: serialNumber,
    admin_state: state[0],
    admin_state_str: state[1],
  };
}

function controllerStatus(): unknown {
  return {
    ...device(controllerSerialNumber, 17, [24, "ENPWR_STATE_OPER_CLOSED"]),
    msg_retry_count: 0,
    part_number: "865-00378-r27",
    assembly_number: "885-00378-r29",
    app_fw_version: "3.0.6297_rel/31.33",
    ibl_fw_version: "1.3.413",
    swift_asic_fw_version: "",
    bmu_fw_version: "",
    submodule_count: 1,
    submodules: {
      "482302110001": part(18, "800-01820-r05", "522-00003-01", "3.0.6297_rel/31.33"),
    },
  };
}

function batteryStatus(serialNumber: string, phase: string, index: number): unknown {
  return {
    ...device(serialNumber, 13, [6, "ENCHG_STATE_READY"]),
    reported_grid_mode: "multimode-ongrid",
    phase,
    der_index: 2,
    encharge_revision: 3,
    encharge_capacity: 5000,
    encharge_rated_power: 3840,
    reported_enc_grid_state: "multimode-ongrid",
    msg_retry_count: 0,
    part_number: "836-01826-r76",
    assembly_number: "892-00024-r78",
    app_fw_version: "3.0.7545_rel/31.33",
    ibl_fw_version: "3.1.813-8c003b",
    swift_asic_fw_version: "001.002.1.7.2",
    bmu_fw_version: "3.8.63",
    submodule_count: 1,
    submodules: {
      [String(482_302_130_000 + index * 17)]: part(
        15,
        "800-00329-r06",
        "522-00002-01",
        "3.0.7545_rel/31.33",
      ),
    },
  };
}

function part(type: number, partNumber: string, image: string, version: string): unknown {
  return {
    device_type: type,
    admin_state: 1,
    part_number: partNumber,
    assembly_number: partNumber,
    dmir: { part_number: "546-00002-01", assembly_number: "01" },
    procload: { part_number: image, assembly_number: version },
  };
}
