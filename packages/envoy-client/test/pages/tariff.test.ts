import { describe, expect, it } from "vitest";
import { parseTariff } from "../../src/pages/tariff.js";

const tariff = {
  currency: { code: "EUR" },
  logger: "mylogger",
  date: "1700000000",
  storage_settings: {
    mode: "savings-mode",
    operation_mode_sub_type: "prioritize-energy",
    reserved_soc: 30,
    very_low_soc: 5,
    charge_from_grid: true,
    date: "1700000900",
    opt_schedules: true,
  },
  single_rate: { rate: 0.3, sell: 0.1 },
  seasons: [
    {
      id: "summer",
      start: "6/1",
      days: [
        {
          id: "weekend",
          days: "Sat,Sun",
          must_charge_start: 60,
          must_charge_duration: 120,
          must_charge_mode: "CG",
          peak_rule: "DL",
          enable_discharge_to_grid: false,
          periods: [{ id: "peak", start: 480, rate: 0.4 }, null],
        },
      ],
      tiers: [
        { id: "tier_1", limit: 500, rate: 0.2 },
        { id: "tier_2", limit: -1, rate: "high" },
      ],
    },
  ],
  seasons_sell: [{ id: "all", start: "1/1", days: null }],
};

describe("parseTariff", () => {
  it("gives the rates, and how the batteries are used", () => {
    expect(parseTariff(JSON.stringify({ tariff, schedule: {} }))).toEqual({
      currencyCode: "EUR",
      changedDate: 1_700_000_000,
      singleRate: { buyRate: 0.3, sellRate: 0.1 },
      storage: {
        mode: "economy",
        modeSubtype: "prioritize-energy",
        reservePercent: 30,
        veryLowPercent: 5,
        mayChargeFromGrid: true,
        isScheduleOptimized: true,
        changedDate: 1_700_000_900,
      },
      seasons: [
        {
          id: "summer",
          firstDay: "6/1",
          days: [
            {
              id: "weekend",
              weekDays: ["Sat", "Sun"],
              mustChargeStartMinute: 60,
              mustChargeDurationMinutes: 120,
              mustChargeMode: "CG",
              peakRule: "DL",
              mayDischargeToGrid: false,
              periods: [{ id: "peak", startMinute: 480, rate: 0.4 }],
            },
          ],
          tiers: [
            { id: "tier_1", limit: 500, rate: 0.2 },
            { id: "tier_2", limit: undefined, rate: undefined },
          ],
        },
      ],
      sellSeasons: [{ id: "all", firstDay: "1/1", days: [], tiers: [] }],
      problems: [
        {
          at: "tariff.seasons[0].days[0].periods[1]",
          message: "should be an object, is null",
        },
        { at: "tariff.seasons[0].tiers[1].rate", message: 'should be a number, is "high"' },
      ],
      repaired: [],
    });
  });

  it("gives no storage settings where old firmware has none", () => {
    const { storage, seasons } = parseTariff('{"tariff":{"currency":{"code":"USD"}}}');
    expect(storage).toBeUndefined();
    expect(seasons).toEqual([]);
  });

  it.each(["{}", '{"tariff":{}}', '{"tariff":7}', '{"error":"busy"}', "[]"])(
    "rejects %s",
    (text) => {
      expect(() => parseTariff(text)).toThrow(
        expect.objectContaining({ code: "ERR_INVALID_BODY" }),
      );
    },
  );
});
