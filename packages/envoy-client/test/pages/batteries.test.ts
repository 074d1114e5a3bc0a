import { describe, expect, it } from "vitest";
import {
  joinBatteries,
  parseBatteries,
  parseBatteryPowers,
  totalBatteryWatts,
} from "../../src/pages/batteries.js";
import { parseBatterySummary } from "../../src/pages/battery-summary.js";

const battery = {
  part_num: "830-00000-r01",
  serial_num: "100000000001",
  installed: 1_700_000_000,
  device_status: ["envoy.global.ok"],
  last_rpt_date: 1_700_000_900,
  admin_state: 6,
  admin_state_str: "ENCHG_STATE_READY",
  img_load_date: 1_700_000_100,
  img_pnum_running: "2.0.1",
  zigbee_dongle_fw_version: "100B",
  bmu_fw_version: "2.1.27",
  operating: true,
  communicating: true,
  sleep_enabled: false,
  percentFull: 50,
  temperature: 25,
  maxCellTemp: 27,
  reported_enc_grid_state: "grid-tied",
  comm_level_sub_ghz: 4,
  comm_level_2_4_ghz: 5,
  led_status: 14,
  dc_switch_off: false,
  encharge_rev: 2,
  encharge_capacity: 3360,
  phase: "ph-a",
};
const inventory = (...devices: readonly unknown[]): string =>
  JSON.stringify([
    { type: "ENPOWER", devices: [{ serial_num: "200000000001" }] },
    { type: "ENCHARGE", devices },
  ]);

describe("parseBatteries", () => {
  it("gives the batteries of the inventory, and only them", () => {
    const { items, problems } = parseBatteries(inventory(battery));
    expect(problems).toEqual([]);
    expect(items).toHaveLength(1);
    expect(items[0]).toEqual({
      serialNumber: "100000000001",
      partNumber: "830-00000-r01",
      firmware: "2.0.1",
      firmwareLoadedDate: 1_700_000_100,
      installedDate: 1_700_000_000,
      lastReportDate: 1_700_000_900,
      isCommunicating: true,
      adminState: 6,
      adminStateName: "ENCHG_STATE_READY",
      statusFlags: ["envoy.global.ok"],
      stateOfChargePercent: 50,
      capacityWattHours: 3360,
      temperatureCelsius: 25,
      maxCellTemperatureCelsius: 27,
      isOperating: true,
      isSleepEnabled: false,
      isDcSwitchOff: false,
      ledState: 14,
      radioLevel24Gigahertz: 5,
      radioLevelSubGigahertz: 4,
      hardwareRevision: 2,
      managementFirmware: "2.1.27",
      radioFirmware: "100B",
      phase: "ph-a",
      gridMode: "grid-tied",
    });
  });

  it("takes null for absent, lets unknown fields pass, and corrects a wrapped temperature", () => {
    const temperatures = { temperature: 2 ** 32 - 5, maxCellTemp: 2 ** 32 - 3 };
    const cold = { ...battery, ...temperatures, percentFull: null, brandNew: {} };
    expect(parseBatteries(inventory(cold))).toMatchObject({
      items: [
        {
          temperatureCelsius: -5,
          maxCellTemperatureCelsius: -3,
          stateOfChargePercent: undefined,
        },
      ],
      problems: [],
      repaired: ["[1].devices[0].temperature", "[1].devices[0].maxCellTemp"],
    });
  });

  it("leaves out only the battery that cannot be used, and keeps one with a wrong field", () => {
    const devices = [7, { ...battery, serial_num: null }, { ...battery, communicating: "perhaps" }];
    const { items, problems } = parseBatteries(inventory(...devices));
    expect(items).toMatchObject([{ serialNumber: "100000000001", isCommunicating: undefined }]);
    expect(problems).toEqual([
      { at: "[1].devices[0]", message: "should be an object, is 7" },
      { at: "[1].devices[1].serial_num", message: "should identify the item, is null" },
      { at: "[1].devices[2].communicating", message: 'should be true or false, is "perhaps"' },
    ]);
  });

  it("gives none for the empty inventory of a site without batteries", () => {
    expect(parseBatteries("[]").items).toEqual([]);
  });

  it.each(['{"error":"busy"}', "{}", "<html>", "null"])("rejects %s", (text) => {
    for (const parse of [parseBatteries, parseBatteryPowers, parseBatterySummary]) {
      expect(() => parse(text)).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_BODY", body: text }),
      );
    }
  });
});

describe("parseBatteryPowers", () => {
  it("gives watts, negative while a battery charges", () => {
    const devices = [
      { serial_num: "100000000001", real_power_mw: -1_250_000, apparent_power_mva: 4, soc: 51 },
      { serial_num: "100000000002", real_power_mw: 2 ** 32 - 16_000 },
    ];
    const { items } = parseBatteryPowers(JSON.stringify({ devices }));
    expect(items).toHaveLength(2);
    expect(parseBatteryPowers(JSON.stringify({ "devices:": devices }))).toEqual({
      items: [
        {
          serialNumber: "100000000001",
          watts: -1250,
          voltAmperes: 0.004,
          stateOfChargePercent: 51,
        },
        {
          serialNumber: "100000000002",
          watts: -16,
          voltAmperes: undefined,
          stateOfChargePercent: undefined,
        },
      ],
      problems: [],
      repaired: ["devices:[1].real_power_mw"],
    });
  });
});

describe("joinBatteries", () => {
  it("adds what each battery does now, if it is listed there", () => {
    const listed = parseBatteries(inventory(battery, { ...battery, serial_num: "100000000002" }));
    const power = { serialNumber: "100000000001", watts: -9, voltAmperes: 10 };
    const joined = joinBatteries(listed.items, [{ ...power, stateOfChargePercent: 51 }]);
    expect(joined).toMatchObject([
      { serialNumber: "100000000001", watts: -9, voltAmperes: 10, stateOfChargePercent: 51 },
      { serialNumber: "100000000002", watts: undefined, stateOfChargePercent: 50 },
    ]);
  });
});

describe("totalBatteryWatts", () => {
  it("adds up the batteries that give theirs", () => {
    const listed = parseBatteries(inventory(battery, { ...battery, serial_num: "100000000002" }));
    const power = { voltAmperes: undefined, stateOfChargePercent: undefined };
    const powers = [
      { ...power, serialNumber: "100000000001", watts: -9 },
      { ...power, serialNumber: "100000000002", watts: 2 },
    ];
    expect(totalBatteryWatts(joinBatteries(listed.items, powers))).toBe(-7);
    expect(totalBatteryWatts(joinBatteries(listed.items, powers.slice(1)))).toBe(2);
    expect(totalBatteryWatts(joinBatteries(listed.items, []))).toBeUndefined();
  });
});

describe("parseBatterySummary", () => {
  it("gives the batteries of each kind, and together", () => {
    const answer = {
      shutdown: false,
      configured_backup_soc: 20,
      adjusted_backup_soc: 30,
      agg_soc: 39,
      Max_energy: 7220,
      ENC_agg_soc: 10,
      ENC_agg_soh: 99,
      ENC_agg_backup_energy: 1050,
      ENC_agg_avail_energy: 350,
      Enc_max_available_capacity: 3500,
      ACB_agg_soc: 25,
      ACB_agg_energy: 930,
      VLS_Limit: 5,
    };
    expect(parseBatterySummary(JSON.stringify(answer))).toEqual({
      stateOfChargePercent: 10,
      availableWattHours: 350,
      capacityWattHours: 3500,
      reserveWattHours: 1050,
      reservePercent: 30,
      configuredReservePercent: 20,
      veryLowPercent: 5,
      healthPercent: 99,
      acBatteries: { stateOfChargePercent: 25, availableWattHours: 930 },
      combined: { stateOfChargePercent: 39, availableWattHours: 1280, capacityWattHours: 7220 },
      problems: [],
      repaired: [],
    });
  });
});
