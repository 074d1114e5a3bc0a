import { describe, expect, it } from "vitest";
import { parseGrid, parseGridRelay } from "../../src/pages/grid.js";

const controller = {
  serial_num: "200000000001",
  mains_admin_state: "closed",
  mains_oper_state: "closed",
  Enpwr_grid_mode: "multimode-ongrid",
  Enchg_grid_mode: "multimode-ongrid",
  temperature: 88,
  communicating: true,
  operating: true,
  comm_level_sub_ghz: 4,
  comm_level_2_4_ghz: 5,
  zigbee_dongle_fw_version: "100B",
};
const collar = {
  serial_num: "200000000002",
  mid_state: "close",
  grid_state: "on_grid",
  control_error: 0,
  collar_state: "Installed",
  temperature: 42,
};
const combiner = { serial_num: "200000000003", fw_version: "0.1.20", dmir_version: "0.1.21" };
const inventory = (groups: Readonly<Record<string, readonly unknown[]>>): string =>
  JSON.stringify(Object.entries(groups).map(([type, devices]) => ({ type, devices })));

describe("parseGrid", () => {
  it("gives the devices that connect the site to the grid", () => {
    const text = inventory({
      ENCHARGE: [{ serial_num: "100000000001" }],
      ENPOWER: [controller],
      COLLAR: [collar],
      "C6 COMBINER CONTROLLER": [combiner],
    });
    expect(parseGrid(text)).toMatchObject({
      isOnGrid: true,
      systemController: {
        serialNumber: "200000000001",
        gridSwitchState: "closed",
        gridSwitchTarget: "closed",
        gridMode: "multimode-ongrid",
        batteryGridMode: "multimode-ongrid",
        temperatureFahrenheit: 88,
        isCommunicating: true,
        isOperating: true,
        radioLevel24Gigahertz: 5,
        radioLevelSubGigahertz: 4,
        radioFirmware: "100B",
      },
      meterCollar: {
        serialNumber: "200000000002",
        gridState: "on_grid",
        gridSwitchState: "close",
        collarState: "Installed",
        controlError: 0,
        temperatureCelsius: 42,
      },
      combinerController: {
        serialNumber: "200000000003",
        firmware: "0.1.20",
        imageVersion: "0.1.21",
      },
      problems: [],
    });
  });

  it("is off grid while the switch is open, although the grid mode says otherwise", () => {
    const running = { ...controller, mains_oper_state: "open" };
    expect(parseGrid(inventory({ ENPOWER: [running] })).isOnGrid).toBe(false);
  });

  it("asks the collar where there is no controller", () => {
    const off = { ...collar, grid_state: "off_grid" };
    expect(parseGrid(inventory({ COLLAR: [collar] })).isOnGrid).toBe(true);
    expect(parseGrid(inventory({ COLLAR: [off] })).isOnGrid).toBe(false);
  });

  it("does not know without either", () => {
    expect(parseGrid("[]")).toEqual({
      isOnGrid: undefined,
      systemController: undefined,
      meterCollar: undefined,
      combinerController: undefined,
      problems: [],
      repaired: [],
    });
  });

  it("corrects temperatures below zero", () => {
    const temperature = 2 ** 32 - 4;
    const text = inventory({
      ENPOWER: [{ ...controller, temperature }],
      COLLAR: [{ ...collar, temperature }],
    });
    expect(parseGrid(text)).toMatchObject({
      systemController: { temperatureFahrenheit: -4 },
      meterCollar: { temperatureCelsius: -4 },
      repaired: ["[0].devices[0].temperature", "[1].devices[0].temperature"],
    });
  });

  it("gives the first usable controller, and names the other once", () => {
    const text = inventory({ ENPOWER: [{ serial_num: "" }, controller], COLLAR: [] });
    const { systemController, problems } = parseGrid(text);
    expect(systemController?.serialNumber).toBe("200000000001");
    expect(problems).toEqual([
      { at: "[0].devices[0].serial_num", message: 'should identify the item, is ""' },
    ]);
  });

  it("rejects what is not an inventory", () => {
    expect(() => parseGrid('{"error":"busy"}')).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BODY" }),
    );
  });
});

describe("parseGridRelay", () => {
  const relay = {
    mains_admin_state: "closed",
    mains_oper_state: "open",
    der1_state: 1,
    Enchg_grid_mode: "multimode-generator",
    Solar_grid_mode: "multimode-generator",
  };

  it.each([
    ["its own page", relay],
    ["the status page", { inventory: {}, relay }],
  ])("reads %s", (_, answer) => {
    expect(parseGridRelay(JSON.stringify(answer))).toEqual({
      gridSwitchState: "open",
      gridSwitchTarget: "closed",
      batteryGridMode: "multimode-generator",
      solarGridMode: "multimode-generator",
      problems: [],
      repaired: [],
    });
  });

  it.each(["{}", '{"error":"busy"}', "[]"])("rejects %s", (text) => {
    expect(() => parseGridRelay(text)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BODY" }),
    );
  });
});
