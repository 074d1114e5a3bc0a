import { type ListedDevice, readInventory, readListedDevice } from "./ensemble-device.js";
import { type FieldReader, readPage } from "./field-reader.js";
import type { Parsed } from "./parsed.js";
import { paths } from "./paths.js";

/** An IQ Battery (Encharge), as the group ENCHARGE of `/ivp/ensemble/inventory` describes it. */
export interface ListedBattery extends ListedDevice {
  readonly stateOfChargePercent: number | undefined;
  /** Energy of a full battery, in watt-hours. */
  readonly capacityWattHours: number | undefined;
  readonly temperatureCelsius: number | undefined;
  /** Of its warmest cell. */
  readonly maxCellTemperatureCelsius: number | undefined;
  /** Absent since firmware 8. */
  readonly isOperating: boolean | undefined;
  readonly isSleepEnabled: boolean | undefined;
  /** The switch on the battery is off. */
  readonly isDcSwitchOff: boolean | undefined;
  /** 12 charging, 13 discharging, 14 idle (github.com/pyenphase/pyenphase/issues/46). */
  readonly ledState: number | undefined;
  /** Radio signal, 0 to 5; 0 also where the battery is connected by wire. */
  readonly radioLevel24Gigahertz: number | undefined;
  readonly radioLevelSubGigahertz: number | undefined;
  readonly hardwareRevision: number | undefined;
  /** Firmware of its battery management unit. */
  readonly managementFirmware: string | undefined;
  /** Absent since firmware 8. */
  readonly radioFirmware: string | undefined;
  /** Such as "ph-a". */
  readonly phase: string | undefined;
  /** Such as "grid-tied". */
  readonly gridMode: string | undefined;
}

/** What a battery does now, from `/ivp/ensemble/power`. */
export interface BatteryPower {
  readonly serialNumber: string;
  /** Negative: it charges (recordings: -1250 W with the LED of charging). */
  readonly watts: number | undefined;
  /** Apparent power, with the sign of `watts`. */
  readonly voltAmperes: number | undefined;
  readonly stateOfChargePercent: number | undefined;
}

/** An IQ Battery (Encharge), with what it does now; undefined where `/ivp/ensemble/power` does not list it. */
export interface Battery extends ListedBattery, Omit<BatteryPower, "serialNumber"> {}

/**
 * Parses the batteries in the text of `/ivp/ensemble/inventory`; none is an empty list.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not a list.
 */
export function parseBatteries(text: string): Parsed<ListedBattery> {
  const { root, devices } = readInventory(text);
  return root.parsed(devices("ENCHARGE").map(readBattery));
}

function readBattery(device: FieldReader): ListedBattery | undefined {
  const listed = readListedDevice(device);
  return (
    listed && {
      ...listed,
      stateOfChargePercent: device.number("percentFull"),
      capacityWattHours: device.number("encharge_capacity"),
      temperatureCelsius: device.signed("temperature"),
      maxCellTemperatureCelsius: device.signed("maxCellTemp"),
      isOperating: device.boolean("operating"),
      isSleepEnabled: device.boolean("sleep_enabled"),
      isDcSwitchOff: device.boolean("dc_switch_off"),
      ledState: device.number("led_status"),
      radioLevel24Gigahertz: device.number("comm_level_2_4_ghz"),
      radioLevelSubGigahertz: device.number("comm_level_sub_ghz"),
      hardwareRevision: device.number("encharge_rev"),
      managementFirmware: device.text("bmu_fw_version"),
      radioFirmware: device.text("zigbee_dongle_fw_version"),
      phase: device.text("phase"),
      gridMode: device.text("reported_enc_grid_state"),
    }
  );
}

/** Parses the text of `/ivp/ensemble/power`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no list of batteries. */
export function parseBatteryPowers(text: string): Parsed<BatteryPower> {
  // The colon is part of the name in every firmware recorded.
  const page = readPage(text, paths.batteryPower, ["devices:", "devices"]);
  const devices = [...page.objects("devices:"), ...page.objects("devices")];
  return page.parsed(
    devices.map((device) => {
      const serialNumber = device.identity("serial_num");
      if (serialNumber === undefined) return undefined;
      return {
        serialNumber,
        watts: device.thousandths("real_power_mw"),
        voltAmperes: device.thousandths("apparent_power_mva"),
        stateOfChargePercent: device.number("soc"),
      };
    }),
  );
}

/** The listed batteries, with what they do now. The state of charge of `/ivp/ensemble/power` is the newer one. */
export function joinBatteries(
  listed: readonly ListedBattery[],
  powers: readonly BatteryPower[],
): readonly Battery[] {
  const bySerialNumber = new Map(powers.map((power) => [power.serialNumber, power]));
  return listed.map((battery) => {
    const power = bySerialNumber.get(battery.serialNumber);
    return {
      ...battery,
      watts: power?.watts,
      voltAmperes: power?.voltAmperes,
      stateOfChargePercent: power?.stateOfChargePercent ?? battery.stateOfChargePercent,
    };
  });
}

/** The power of all batteries together, negative while they charge; undefined if no battery gives its own. */
export function totalBatteryWatts(batteries: readonly Battery[]): number | undefined {
  const watts = batteries.flatMap((battery) => battery.watts ?? []);
  return watts.length === 0 ? undefined : watts.reduce((sum, each) => sum + each, 0);
}
