import { describe, expect, it } from "vitest";
import {
  EnvoyError,
  parseDeviceDataText,
  parseInverters,
  parseProduction,
} from "../../src/parse.js";

const device = (fields: object): object => ({ devName: "pcu", sn: "1", channels: [], ...fields });

/** An object with as many fields as asked, each with the same value. */
const fieldsOf = (count: number, value: unknown, name = (i: number): string => String(i)): object =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [name(i), value]));

describe("an answer unlike any gateway's", () => {
  it.each([
    ["has more values than it can hold", `[${"{},".repeat(300_000)}{}]`, /more than 200000 values/],
    ["is nested without end", "[".repeat(300_000), /more than 200000 values/],
  ])("is refused before it is parsed if it %s", (_, text, reason) => {
    for (const parse of [parseDeviceDataText, parseInverters, parseProduction]) {
      expect(() => parse(text)).toThrow(EnvoyError);
      expect(() => parse(text)).toThrow(reason);
    }
  });

  it("is not mistaken for a large one because of what is in its strings", () => {
    const sn = `${",[{".repeat(20)}\\\\`;
    const text = JSON.stringify({ "1": device({ sn }), deviceCount: 1 });
    expect(parseDeviceDataText(text).devices).toMatchObject([{ serialNumber: sn }]);
  });

  it("has its first 2000 devices read, and the others counted in one problem", () => {
    const text = JSON.stringify(fieldsOf(10_000, device({})));
    const { devices, problems } = parseDeviceDataText(text);
    expect(devices).toHaveLength(2000);
    expect(problems).toEqual([
      { at: "the answer", message: "has 10000 devices; only the first 2000 were read" },
    ]);
  });

  it("has the first 16 channels of a device read", () => {
    const channels = Array.from({ length: 50_000 }, () => ({}));
    const { devices, problems } = parseDeviceDataText(
      JSON.stringify({ "1": device({ channels }) }),
    );
    expect(devices).toMatchObject([{ channels: { length: 16 } }]);
    expect(problems).toHaveLength(1);
  });

  it("has a bounded number of problems and of unknown fields, each of bounded length", () => {
    const odd = fieldsOf(1000, 1, (i) => `${i}${"x".repeat(200)}`);
    const text = JSON.stringify({ ...fieldsOf(1000, 1), "2000": device(odd) });
    const { problems, unknownFields } = parseDeviceDataText(text);
    expect(problems).toHaveLength(51);
    expect(problems.at(-1)?.message).toBe("has 950 more problems");
    expect(unknownFields).toHaveLength(50);
    expect(Math.max(...unknownFields.map(({ length }) => length))).toBe(100);
  });

  it("has the first 2000 items of a list read", () => {
    const { items, problems } = parseInverters(JSON.stringify(Array(10_000).fill({})));
    expect(items).toEqual([]);
    expect(problems).toHaveLength(51);
  });
});
