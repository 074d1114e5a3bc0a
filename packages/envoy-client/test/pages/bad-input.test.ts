import { type DeviceData, EnvoyClient, EnvoyError, parseDeviceDataText } from "@envoy/envoy-client";
import { createSite, startSimulator } from "@envoy/envoy-simulator";
import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";

let answer = "";
beforeAll(async () => {
  const noon = Date.UTC(2026, 5, 1, 12) / 1000;
  const site = createSite({ inverters: 3, since: noon - 43_200 });
  await using simulator = await startSimulator({ site, now: () => noon });
  const { host, port, token } = simulator;
  await using client = new EnvoyClient({ host, port, auth: { token } });
  answer = await client.text("/ivp/pdm/device_data");
});

/** The answer's readings as text; undefined if it was refused. Any other error fails the test. */
function readingsOf(text: string): readonly string[] | undefined {
  let data: DeviceData;
  try {
    data = parseDeviceDataText(text);
  } catch (error) {
    if (error instanceof EnvoyError && error.code === "ERR_INVALID_BODY") return undefined;
    throw error;
  }
  return data.devices.flatMap((device) =>
    device.kind === "pcu"
      ? device.channels.flatMap(({ lastReading }) =>
          lastReading === undefined ? [] : [`${device.serialNumber} ${lastReading.endDate}`],
        )
      : [],
  );
}

describe("parseDeviceDataText never throws anything else and never invents a reading", () => {
  it("of an answer cut at any byte", () => {
    expect(readingsOf(answer)).toHaveLength(2);
    for (let length = 0; length < answer.length; length++) {
      expect(readingsOf(answer.slice(0, length))).toBeUndefined();
    }
  });

  it("of an answer with any bit flipped", () => {
    const good = Buffer.from(answer);
    for (let bit = 0; bit < good.length * 8; bit++) {
      const bad = Buffer.from(good);
      bad[bit >> 3] = (bad[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      expect(readingsOf(new TextDecoder().decode(bad))?.length ?? 0).toBeLessThanOrEqual(2);
    }
  }, 60_000);

  it.each([
    ["nothing", ""],
    ["zeros", "\0".repeat(4096)],
    ["a web page", "<!DOCTYPE html><html></html>"],
    ["a list", "[]"],
    ["a number", "1"],
    ["a deep nest", `${"[".repeat(200_000)}${"]".repeat(200_000)}`],
    ["a deep nest cut short", "[".repeat(200_000)],
    ["a name that is no text", '{"1":{"devName":{"toString":null},"sn":{"valueOf":1}}}'],
    ["a deep nest of objects", `${'{"1":'.repeat(100_000)}1${"}".repeat(100_000)}`],
  ])("of %s", (_, text) => {
    expect(readingsOf(text) ?? []).toEqual([]);
  });

  it("if a device contains a deep nest, which is a problem beside the good ones", () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    const text = answer.replace(/^\{/, `{"7":{"devName":"pcu","sn":"x","channels":[${deep}]},`);
    expect(readingsOf(text)).toHaveLength(2);
    expect(parseDeviceDataText(text).problems).toEqual([
      { at: "7.channels[0]", message: "should be an object, is a list" },
    ]);
  });

  it("if a device appears twice, which is a problem", () => {
    const [, id = ""] = /"(\d+)":\{"devName"/.exec(answer) ?? [];
    const text = answer.replace(/^\{/, `{"${id}":{"devName":"pcu","sn":"x","channels":[]},`);
    expect(readingsOf(text)).toHaveLength(2);
    expect(parseDeviceDataText(text).problems).toEqual([
      { at: id, message: "appears twice; only the last was read" },
    ]);
  });

  it("if devices hold devices of their own, of the same name", () => {
    const inner = '"7":{"devName":"new"}';
    const text = `{"1":{"devName":"acb",${inner}},"2":{"devName":"acb",${inner}},"deviceCount":2}`;
    const { devices, problems } = parseDeviceDataText(text);
    expect(devices.map(({ id }) => id)).toEqual(["1", "2"]);
    expect(problems).toEqual([]);
    const twice = parseDeviceDataText(text.replace('"2"', '"1"'));
    expect(twice.problems.map(({ at }) => at)).toEqual(["1"]);
  });

  it("if a device appears twice, which is a problem even beside other problems", () => {
    const [, id = ""] = /"(\d+)":\{"devName"/.exec(answer) ?? [];
    const text = answer
      .replace(/^\{/, `{"${id}":{"devName":"pcu","sn":"x","channels":[]},`)
      .replace(/"duration":\d+/, '"duration":1.5');
    expect(parseDeviceDataText(text).problems.map(({ message }) => message)).toEqual([
      "should be a whole number, is 1.5",
      "appears twice; only the last was read",
    ]);
  });

  it.each([
    ["joulesProduced", "9007199254740993", /should be a whole number/],
    ["joulesProduced", "1e400", /should be a whole number/],
    ["duration", "1.5", /should be a whole number, is 1.5/],
    ["endDate", "-1", /should be seconds since 1970, is -1/],
    ["endDate", "4294967296000", /should be seconds since 1970/],
    ["flags_hex", '"0x10000000000000000"', /hexadecimal/],
  ])("if %s is %s", (field, value, message) => {
    const text = answer.replace(new RegExp(`"${field}":[^,}]*`), `"${field}":${value}`);
    const { problems } = parseDeviceDataText(text);
    expect(problems).toEqual([
      { at: expect.stringContaining(field), message: expect.stringMatching(message) },
    ]);
  });

  it("of random devices", () => {
    const value = fc.oneof(fc.jsonValue(), fc.integer(), fc.maxSafeInteger(), fc.double());
    const reading = fc.record(
      { endDate: value, duration: value, joulesProduced: value, flags_hex: value },
      { requiredKeys: [] },
    );
    const channel = fc.oneof(
      value,
      fc.record({ lastReading: fc.oneof(reading, value), wattHours: value }, { requiredKeys: [] }),
    );
    const device = fc.record(
      {
        devName: fc.oneof(fc.constantFrom("pcu", "eim", "acb", "nsrb"), value),
        sn: fc.oneof(fc.string(), value),
        channels: fc.oneof(fc.array(channel), value),
      },
      { requiredKeys: [] },
    );
    const answers = fc.dictionary(fc.oneof(fc.nat().map(String), fc.string()), device);
    fc.assert(
      fc.property(answers, (devices) => {
        const text = JSON.stringify({ ...devices, deviceCount: 3 });
        const said = new Set(
          [...text.matchAll(/"endDate":([0-9.e+-]+)/g)].map(([, end]) => String(Number(end))),
        );
        for (const found of readingsOf(text) ?? []) {
          expect([...said]).toContain(found.split(" ").at(-1));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
