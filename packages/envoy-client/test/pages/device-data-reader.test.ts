import { createSite, deviceDataPage } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { parseDeviceDataText } from "../../src/pages/device-data.js";
import { DeviceDataReader } from "../../src/pages/device-data-reader.js";

const inverter = (end: number, more = ""): string =>
  `{"devName":"pcu","sn":"122","channels":[{"lastReading":{"endDate":${end}${more}}}]}`;

const idsOf = (text: string, reader: DeviceDataReader): readonly string[] =>
  reader.read(text).devices.map(({ id }) => id);

describe("DeviceDataReader", () => {
  it("reads of a simulated day what parsing each whole answer reads, once", () => {
    const start = Date.UTC(2026, 5, 1) / 1000;
    const site = createSite({ since: start - 86_400 });
    const reader = new DeviceDataReader();
    const last = new Map<string, string>();
    let changed = 0;
    for (let minute = 0; minute < 1440; minute += 2) {
      const text = deviceDataPage(site.invertersAt(start + 60 * minute));
      const { devices, ...rest } = parseDeviceDataText(text);
      const expected = devices.filter((device) => {
        const json = JSON.stringify(device, (_, value) =>
          typeof value === "bigint" ? String(value) : value,
        );
        const isChanged = last.get(device.id) !== json;
        last.set(device.id, json);
        return isChanged;
      });
      const read = reader.read(text);
      const ids = read.devices.map(({ id }) => id);
      // A field that is not parsed may have changed too.
      expect(ids).toEqual(expect.arrayContaining(expected.map(({ id }) => id)));
      expect(read.devices).toEqual(devices.filter(({ id }) => ids.includes(id)));
      expect({ ...read, devices: undefined }).toEqual({ ...rest, devices: undefined });
      changed += ids.length;
    }
    expect(changed).toBeLessThan(1500);
  });

  it("reads an answer after one with problems completely, so that each says them", () => {
    const reader = new DeviceDataReader();
    const bad = `{"1":${inverter(-1)},"2":${inverter(7)},"deviceCount":2}`;
    for (let i = 0; i < 3; i++) {
      expect(reader.read(bad)).toEqual(parseDeviceDataText(bad));
      expect(reader.read(bad).problems).toHaveLength(1);
    }
    const good = `{"1":${inverter(8)},"2":${inverter(7)},"deviceCount":2}`;
    expect(idsOf(good, reader)).toEqual(["1", "2"]);
    expect(idsOf(good, reader)).toEqual([]);
    reader.forget();
    expect(idsOf(good, reader)).toEqual(["1", "2"]);
  });

  it.each([
    ["ends too early", (text: string) => text.slice(0, -1)],
    ["goes on after its end", (text: string) => `${text}}`],
    ["lacks a comma", (text: string) => text.replace(',"2"', '"2"')],
    ["has a comma too many", (text: string) => text.replace('"2"', ',"2"')],
    ["is closed as a list", (text: string) => `${text.slice(0, -1)}]`],
    ["is empty", () => ""],
  ])("refuses a text that %s, though all its devices are repeated", (_, spoil) => {
    const reader = new DeviceDataReader();
    const text = `{"1":${inverter(7)},"2":${inverter(7)},"deviceCount":2}`;
    reader.read(text);
    expect(() => reader.read(spoil(text))).toThrow(/not JSON/);
    expect(idsOf(text, reader)).toEqual(["1", "2"]);
  });

  it.each([
    ["a doubled device", `{"1":${inverter(7)},"1":${inverter(7)},"deviceCount":1}`],
    ["no device count", `{"1":${inverter(7)}}`],
    ["an empty name", `{"1":${inverter(7)},"":{"devName":"pcu"},"deviceCount":1}`],
    ["another page's object", '{"error":"404"}'],
  ])("reads an answer with %s completely each time", (_, text) => {
    const reader = new DeviceDataReader();
    const attempt = (read: (text: string) => unknown): unknown => {
      try {
        return read(text);
      } catch (error) {
        return String(error);
      }
    };
    for (let i = 0; i < 2; i++) {
      expect(attempt((of) => reader.read(of))).toEqual(attempt(parseDeviceDataText));
    }
  });

  it("notes the unknown fields of a device when it first sees them", () => {
    const reader = new DeviceDataReader();
    const text = `{"1":${inverter(7, ',"newThing":1')},"deviceCount":1,"more":{}}`;
    expect(reader.read(text).unknownFields).toEqual(["channels[].lastReading.newThing", "more"]);
    expect(reader.read(text).unknownFields).toEqual([]);
  });
});
