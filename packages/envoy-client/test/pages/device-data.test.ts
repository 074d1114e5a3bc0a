import { parseDeviceData, parseDeviceDataText } from "@envoy/envoy-client";
import { describe, expect, it } from "vitest";

const reading = {
  endDate: 1_767_695_443,
  duration: 905,
  joulesProduced: 101_422,
  flags_hex: "0x0000000000200000",
};
const inverter = (lastReading: unknown, sn: unknown = "482202080196"): unknown => ({
  devName: "pcu",
  sn,
  active: true,
  modGone: false,
  channels: [{ lastReading, wattHours: { today: 113 } }],
});

describe("parseDeviceData", () => {
  it("reads a microinverter's channel", () => {
    const { devices, problems, unknownFields, deviceCount } = parseDeviceData({
      "553648384": inverter(reading),
      deviceCount: 1,
    });
    expect(devices).toMatchObject([
      {
        kind: "pcu",
        id: "553648384",
        serialNumber: "482202080196",
        channels: [
          {
            wattHoursToday: 113,
            lastReading: {
              endDate: 1_767_695_443,
              durationSeconds: 905,
              joulesProduced: 101_422,
              flags: 0x200000n,
            },
          },
        ],
      },
    ]);
    expect({ problems, unknownFields, deviceCount }).toEqual({
      problems: [],
      unknownFields: [],
      deviceCount: 1,
    });
  });

  it("keeps the power, the energy of other days and of the lifetime, and the signal strengths", () => {
    const channel = {
      wattHours: { today: 113, yesterday: 455, week: 7466 },
      watts: { now: 4_294_967_292, nowUsed: 0, max: 371 },
      lastReading: { ...reading, rssi: 110, issi: 68 },
      lifetime: { joulesProduced: 354_281_850 },
    };
    const { devices } = parseDeviceData({
      "1": { devName: "pcu", sn: "1", active: true, channels: [channel] },
    });
    expect(devices).toMatchObject([
      {
        channels: [
          {
            wattsNow: -4,
            wattsMax: 371,
            wattHoursToday: 113,
            wattHoursYesterday: 455,
            wattHoursWeek: 7466,
            lifetimeJoulesProduced: 354_281_850,
            lastReading: { rssi: 110, issi: 68 },
          },
        ],
      },
    ]);
  });

  it("reads the totals of a meter's channels, and corrects numbers that wrapped around 32 bits", () => {
    const channels = [{ watts: { now: 4_294_967_292, max: 5171 }, wattHours: { today: 13 } }, 7];
    const { devices, problems } = parseDeviceData({
      "1": { devName: "eim", sn: "E1", active: true, modGone: true, channels },
    });
    expect(devices).toMatchObject([
      {
        kind: "eim",
        active: true,
        channels: [{ wattsNow: -4, wattsMax: 5171, wattHoursToday: 13 }],
      },
    ]);
    expect(problems).toEqual([]);
  });

  it("keeps all 64 bits of the flags", () => {
    const { devices } = parseDeviceData({
      "1": inverter({ ...reading, flags_hex: "0xffffffffffffffff" }),
    });
    expect(devices).toMatchObject([{ channels: [{ lastReading: { flags: 2n ** 64n - 1n } }] }]);
  });

  it.each([{}, { duration: 5 }, { endDate: 0 }, { endDate: null }])(
    "takes %j as a device without a reading, which is normal",
    (lastReading) => {
      const { devices, problems } = parseDeviceData({ "1": inverter(lastReading) });
      expect(devices).toMatchObject([{ channels: [{ lastReading: undefined }] }]);
      expect(problems).toEqual([]);
    },
  );

  it.each([
    [{ ...reading, joulesProduced: "much" }, "1.channels[0].lastReading.joulesProduced"],
    [{ ...reading, joulesProduced: 1.5 }, "1.channels[0].lastReading.joulesProduced"],
    [{ ...reading, joulesProduced: 2 ** 60 }, "1.channels[0].lastReading.joulesProduced"],
    [{ ...reading, flags_hex: "2097152" }, "1.channels[0].lastReading.flags_hex"],
    [{ ...reading, endDate: -5 }, "1.channels[0].lastReading.endDate"],
    [{ ...reading, endDate: 1_767_695_443_000 }, "1.channels[0].lastReading.endDate"],
    [[], "1.channels[0].lastReading"],
    ["none", "1.channels[0].lastReading"],
  ])("says where a value is wrong: %j", (lastReading, at) => {
    const { problems } = parseDeviceData({
      "1": inverter(lastReading),
      "2": inverter(reading, "2"),
    });
    expect(problems.map((problem) => problem.at)).toEqual([at]);
  });

  it("reads a device beside a broken one", () => {
    const { devices, problems } = parseDeviceData({
      "1": inverter(reading, 7),
      "2": "broken",
      "3": inverter(reading, "3"),
    });
    expect(devices.map(({ id }) => id)).toEqual(["3"]);
    expect(problems.map(({ at }) => at)).toEqual(["1.sn", "2"]);
  });

  it("tags other devices and leaves them as they are", () => {
    const { devices } = parseDeviceData({
      "1": { devName: "eim", sn: "E1" },
      "2": { devName: "new" },
    });
    expect(devices).toMatchObject([
      { kind: "eim", serialNumber: "E1" },
      { kind: "other", devName: "new" },
    ]);
  });

  it("notes fields no recording had", () => {
    const { unknownFields } = parseDeviceData({
      "1": inverter({ ...reading, moon: 1 }),
      weather: "fine",
    });
    expect(unknownFields).toEqual(["channels[].lastReading.moon", "weather"]);
  });

  it.each(["", "<html>", '{"553648384": {"devName"', "[]", "7", "null", "{}", '{"error": "busy"}'])(
    "refuses %j as a whole",
    (text) => {
      expect(() => parseDeviceDataText(text)).toThrow(
        expect.objectContaining({ name: "EnvoyError", code: "ERR_INVALID_BODY" }),
      );
    },
  );
});
