import type { AcBattery, AcBatterySummary } from "../../src/pages/ac-batteries.js";
import type { BatteryPower, ListedBattery } from "../../src/pages/batteries.js";
import type { BatterySummary } from "../../src/pages/battery-summary.js";
import type { ListedDevice } from "../../src/pages/ensemble-device.js";
import type { CombinerController, MeterCollar, SystemController } from "../../src/pages/grid.js";

// Devices under the names that pyenphase gives their values.

type Values = Record<string, unknown>;

export function ofBattery(battery: ListedBattery): Values {
  return {
    ...ofDevice(battery),
    bmu_firmware_version: battery.managementFirmware,
    comm_level_2_4_ghz: battery.radioLevel24Gigahertz,
    comm_level_sub_ghz: battery.radioLevelSubGigahertz,
    dc_switch_off: battery.isDcSwitchOff,
    encharge_capacity: battery.capacityWattHours,
    encharge_revision: battery.hardwareRevision,
    led_status: battery.ledState,
    max_cell_temp: battery.maxCellTemperatureCelsius,
    operating: battery.isOperating,
    percent_full: battery.stateOfChargePercent,
    temperature: battery.temperatureCelsius,
    temperature_unit: "C",
    zigbee_dongle_fw_version: battery.radioFirmware,
  };
}
export function ofBatteryPower(
  power: Pick<BatteryPower, "watts" | "voltAmperes" | "stateOfChargePercent">,
): Values {
  return {
    apparent_power_mva: times1000(power.voltAmperes),
    real_power_mw: times1000(power.watts),
    soc: power.stateOfChargePercent,
  };
}
export function ofBatterySummary(summary: BatterySummary | undefined): Values {
  return {
    available_energy: summary?.availableWattHours,
    backup_reserve: summary?.reserveWattHours,
    configured_reserve_state_of_charge: summary?.configuredReservePercent,
    max_available_capacity: summary?.capacityWattHours,
    reserve_state_of_charge: summary?.reservePercent,
    state_of_charge: summary?.stateOfChargePercent,
  };
}
export function ofCombinedSummary(summary: BatterySummary | undefined): Values {
  return {
    available_energy: summary?.combined.availableWattHours,
    max_available_capacity: summary?.combined.capacityWattHours,
    state_of_charge: summary?.combined.stateOfChargePercent,
  };
}
export function ofAcBattery(battery: AcBattery): Values {
  return {
    charge_status: battery.chargeState,
    communicating: battery.isCommunicating,
    device_status: battery.statusFlags,
    last_report_date: battery.lastReportDate,
    last_report_watts: battery.lastReportWatts,
    max_cell_temp: battery.maxCellTemperatureCelsius,
    max_report_watts: battery.maxReportWatts,
    operating: battery.isOperating,
    part_num: battery.partNumber,
    percent_full: battery.stateOfChargePercent,
    producing: battery.isProducing,
    serial_num: battery.serialNumber,
    sleep_enabled: battery.isSleepEnabled,
    sleep_max_soc: battery.sleepMaxPercent,
    sleep_min_soc: battery.sleepMinPercent,
  };
}
export function ofAcBatterySummary(summary: AcBatterySummary): Values {
  return {
    batteries: summary.batteryCount,
    charge_wh: summary.availableWattHours,
    power: summary.watts,
    state: summary.chargeState,
    state_of_charge: summary.stateOfChargePercent,
  };
}
export function ofController(controller: SystemController): Values {
  return {
    ...ofDevice(controller),
    grid_mode: controller.gridMode,
    comm_level_2_4_ghz: controller.radioLevel24Gigahertz,
    comm_level_sub_ghz: controller.radioLevelSubGigahertz,
    mains_admin_state: controller.gridSwitchTarget,
    mains_oper_state: controller.gridSwitchState,
    operating: controller.isOperating,
    temperature: controller.temperatureFahrenheit,
    temperature_unit: "F",
    zigbee_dongle_fw_version: controller.radioFirmware,
  };
}
export function ofCollar(collar: MeterCollar): Values {
  return {
    ...ofDevice(collar),
    collar_state: collar.collarState,
    control_error: collar.controlError,
    grid_state: collar.gridState,
    mid_state: collar.gridSwitchState,
    temperature: collar.temperatureCelsius,
    temperature_unit: "C",
  };
}
export function ofCombiner(combiner: CombinerController): Values {
  return { ...ofDevice(combiner), dmir_version: combiner.imageVersion };
}

function ofDevice(device: ListedDevice): Values {
  return {
    admin_state: device.adminState,
    admin_state_str: device.adminStateName,
    communicating: device.isCommunicating,
    firmware_loaded_date: device.firmwareLoadedDate,
    firmware_version: device.firmware,
    installed_date: device.installedDate,
    last_report_date: device.lastReportDate,
    part_number: device.partNumber,
    serial_number: device.serialNumber,
  };
}

function times1000(value: number | undefined): number | undefined {
  return value === undefined ? undefined : Math.round(value * 1000);
}
