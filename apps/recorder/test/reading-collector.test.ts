import { parseDeviceData } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";
import { ReadingCollector } from "../src/readings/reading-collector.js";

const endDate = 1_767_225_600;

function answer(channels: readonly unknown[]): unknown {
  return { "1": { devName: "pcu", sn: "482202080000", channels }, deviceCount: 1 };
}

function channel(reading: object, today = 1): unknown {
  return { lastReading: { endDate, duration: 900, ...reading }, wattHours: { today } };
}

function add(...answers: readonly unknown[]): {
  readonly rows: readonly Record<string, unknown>[];
  readonly problems: readonly string[];
} {
  const readings = new ReadingCollector();
  const problems = answers.flatMap((json) => readings.add(parseDeviceData(json)));
  return { rows: readings.table().toArray(), problems };
}

describe("ReadingCollector", () => {
  it.each([
    ["joules_produced", { joulesProduced: -1 }],
    ["joules_produced", { joulesProduced: 2 ** 32 }],
    ["inverter_temperature_Celsius", { channelTemp: 128 }],
    ["power_conversion_error_seconds", { pwrConvErrSecs: 4_294_967_292 }],
    ["period_duration", { duration: -1 }],
  ])("keeps the row with null if %s cannot hold %j, and says so", (column, reading) => {
    const { rows, problems } = add(answer([channel(reading)]));
    expect(rows).toHaveLength(1);
    expect(rows[0]?.[column]).toBeNull();
    expect(rows[0]?.["watt_hours_today"]).toBe(1);
    expect(problems).toEqual([expect.stringContaining(`${column} cannot hold`)]);
  });

  it("keeps what each column can just hold", () => {
    const most = {
      joulesProduced: 2 ** 32 - 1,
      channelTemp: -128,
      flags_hex: "0xffffffffffffffff",
    };
    const { rows, problems } = add(answer([channel(most, 65_535)]));
    expect(problems).toEqual([]);
    expect(rows[0]).toMatchObject({
      joules_produced: 2 ** 32 - 1,
      inverter_temperature_Celsius: -128,
      flags: 2n ** 64n - 1n,
      watt_hours_today: 65_535,
    });
  });

  it("keeps a row whose field is no number, with null there", () => {
    const { rows, problems } = add(answer([channel({ joulesProduced: "many" })]));
    expect(rows[0]?.["joules_produced"]).toBeNull();
    expect(problems).toEqual([expect.stringContaining("joulesProduced should be a whole number")]);
  });

  it("takes the first recorded value of a reading, as at midnight", () => {
    const { rows, problems } = add(answer([channel({}, 4321)]), answer([channel({}, 0)]));
    expect(problems).toEqual([]);
    expect(rows.map((row) => row["watt_hours_today"])).toEqual([4321]);
  });

  it("reads every channel, and reports two of them that claim one key", () => {
    const later = channel({ endDate: endDate + 900 });
    expect(add(answer([channel({}), later])).rows).toHaveLength(2);
    const { rows, problems } = add(answer([channel({}), channel({ joulesProduced: 9 })]));
    expect(rows).toHaveLength(1);
    expect(problems).toEqual([expect.stringContaining("two channels have a reading that ends at")]);
  });

  it.each([{}, { endDate: 0 }, { endDate: null }])(
    "finds no row in %j, which is normal",
    (reading) => {
      const { rows, problems } = add(answer([{ lastReading: reading }]));
      expect(rows).toEqual([]);
      expect(problems).toEqual([]);
    },
  );

  it.each([-5, 1_767_225_600_000, 1.5, "soon"])(
    "makes no row of the end time %j, and says so",
    (end) => {
      const { rows, problems } = add(answer([channel({ endDate: end })]));
      expect(rows).toEqual([]);
      expect(problems).toHaveLength(1);
    },
  );
});
