import { describe, expect, it } from "vitest";
import { ReportSplitter } from "../../src/pages/device-reports.js";

const inverter = (end: number): string =>
  `{ "devName":"pcu","sn":"122","channels":[{"lastReading":{"endDate":${end}}}]}`;

describe("ReportSplitter", () => {
  it("takes every member of device_data, known or not, as it was written", () => {
    const meter =
      '{"devName":"eim","channels":[{"lastReading":{"endDate":5}},{"lastReading":{"endDate":9}}]}';
    const text = `{"1": ${inverter(7)} ,"2":${meter},"3":{"devName":7},"deviceCount": 3,"new":{"a" :1}}`;
    expect(new ReportSplitter().split(text)).toEqual([
      { deviceId: "1", kind: "pcu", serialNumber: "122", endDate: 7, json: inverter(7) },
      { deviceId: "2", kind: "eim", serialNumber: undefined, endDate: 9, json: meter },
      {
        deviceId: "3",
        kind: "other",
        serialNumber: undefined,
        endDate: undefined,
        json: '{"devName":7}',
      },
      {
        deviceId: "deviceCount",
        kind: "field",
        serialNumber: undefined,
        endDate: undefined,
        json: "3",
      },
      {
        deviceId: "new",
        kind: "field",
        serialNumber: undefined,
        endDate: undefined,
        json: '{"a" :1}',
      },
    ]);
  });

  it("takes every item of the list of all inverters", () => {
    const listed = '{"serialNumber":"122","lastReportDate":7}';
    expect(new ReportSplitter().split(`[${listed},{"serialNumber":5},3]`)).toEqual([
      { deviceId: "122", kind: "listed", serialNumber: "122", endDate: 7, json: listed },
      {
        deviceId: "5",
        kind: "listed",
        serialNumber: "5",
        endDate: undefined,
        json: '{"serialNumber":5}',
      },
      { deviceId: "[2]", kind: "listed", serialNumber: undefined, endDate: undefined, json: "3" },
    ]);
  });

  it("gives the reports that have not changed back, and reads the others anew", () => {
    const splitter = new ReportSplitter();
    const first = splitter.split(`{"1":${inverter(7)},"deviceCount":1}`);
    expect(splitter.split(` {"1":${inverter(7)},"deviceCount":1}`)).toBe(first);
    const second = splitter.split(`{"1":${inverter(8)},"deviceCount":1}`);
    expect(second.map((report, i) => report === first[i])).toEqual([false, true]);
    expect(second[0]).toMatchObject({ endDate: 8, json: inverter(8) });
    expect(splitter.split(`{"1":${inverter(8)}}`)).toEqual([second[0]]);
  });

  it.each([0, -5, 1.5, 2 ** 32, '"7"', "null"])("takes %s for no time", (end) => {
    const text = `{"1":{"devName":"pcu","channels":[null,{"lastReading":{"endDate":${end}}}]}}`;
    expect(new ReportSplitter().split(text)[0]?.endDate).toBeUndefined();
  });
});
