import { describe, expect, it } from "vitest";
import {
  joinAcBatteries,
  parseAcBatteries,
  parseAcBatterySummary,
} from "../../src/pages/ac-batteries.js";

const battery = {
  part_num: "800-00000-r03",
  serial_num: "100000000001",
  installed: "1700000000",
  last_rpt_date: "1700000900",
  device_status: ["envoy.global.ok", "envoy.cond_flags.pcu_ctrl.sleep-mode"],
  admin_state: 2,
  communicating: true,
  operating: true,
  producing: false,
  sleep_enabled: true,
  percentFull: 27,
  maxCellTemp: 2 ** 32 - 2,
  sleep_min_soc: 25,
  sleep_max_soc: 30,
  charge_status: "idle",
};
const removed = { ...battery, serial_num: "100000000002", admin_state: 0, device_status: null };
const text = JSON.stringify([
  { type: "PCU", devices: [{ serial_num: "300000000001" }] },
  { type: "ACB", devices: [battery, removed, { percentFull: 3 }] },
]);

describe("parseAcBatteries", () => {
  it("gives the AC batteries, and says which were removed", () => {
    const { items, problems } = parseAcBatteries(text);
    expect(items).toMatchObject([
      {
        serialNumber: "100000000001",
        isActive: true,
        isAsleep: true,
        isSleepEnabled: true,
        isOperating: true,
        isProducing: false,
        maxCellTemperatureCelsius: -2,
        stateOfChargePercent: 27,
        chargeState: "idle",
        lastReportDate: 1_700_000_900,
        sleepMinPercent: 25,
        sleepMaxPercent: 30,
      },
      { serialNumber: "100000000002", isActive: false, isAsleep: false, statusFlags: [] },
    ]);
    expect(problems).toEqual([
      { at: "[1].devices[2].serial_num", message: "should identify the item, is absent" },
    ]);
  });

  it("rejects what is not an inventory", () => {
    expect(() => parseAcBatteries('{"error":"busy"}')).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BODY" }),
    );
  });
});

describe("joinAcBatteries", () => {
  it("adds the report of each battery, and its newer date", () => {
    const report = { serialNumber: "100000000001", lastReportDate: 1_700_001_800 };
    const watts = { lastReportWatts: -90, maxReportWatts: 272 };
    expect(joinAcBatteries(parseAcBatteries(text).items, [{ ...report, ...watts }])).toMatchObject([
      { serialNumber: "100000000001", lastReportDate: 1_700_001_800, ...watts },
      { serialNumber: "100000000002", lastReportDate: 1_700_000_900, lastReportWatts: undefined },
    ]);
  });
});

describe("parseAcBatterySummary", () => {
  const storage = {
    type: "acb",
    activeCount: 3,
    readingTime: 1_731_943_992,
    wNow: 2 ** 32 - 260,
    whNow: 930,
    state: "charging",
    percentFull: 25,
  };

  it("gives the AC batteries together", () => {
    expect(parseAcBatterySummary(JSON.stringify({ production: [], storage: [storage] }))).toEqual({
      items: [
        {
          batteryCount: 3,
          watts: -260,
          availableWattHours: 930,
          stateOfChargePercent: 25,
          chargeState: "charging",
          readingDate: 1_731_943_992,
        },
      ],
      problems: [],
      repaired: ["storage[0].wNow"],
    });
  });

  it.each([
    ["without storage", []],
    ["that counts none", [{ ...storage, activeCount: 0 }]],
    ["that counts batteries but gives no state of charge", [{ ...storage, percentFull: null }]],
  ])("gives none for a page %s", (_, list) => {
    expect(parseAcBatterySummary(JSON.stringify({ storage: list })).items).toEqual([]);
  });

  it.each(["{}", '{"error":"busy"}'])("rejects %s", (answer) => {
    expect(() => parseAcBatterySummary(answer)).toThrow(
      expect.objectContaining({ code: "ERR_INVALID_BODY" }),
    );
  });
});
