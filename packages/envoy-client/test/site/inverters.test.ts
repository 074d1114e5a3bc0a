import { describe, expect, it } from "vitest";
import { gatewayWith } from "../support/answers.js";
import { rejection } from "../support/resources.js";

const endDate = 1_748_576_887;

/** A device of `device_data`. */
const device = (sn: string, fields: object = {}, lastReading: object = { endDate }): object => ({
  devName: "pcu",
  sn,
  active: true,
  modGone: false,
  channels: [
    {
      watts: { now: 250, max: 371 },
      wattHours: { today: 113, yesterday: 400, week: 2000 },
      lastReading,
      lifetime: { joulesProduced: 7200 },
    },
  ],
  ...fields,
});

/** A line of the v1 list. */
const line = (serialNumber: string, devType = 1): object => ({
  serialNumber,
  lastReportDate: endDate + 5,
  devType,
  lastReportWatts: 20,
  maxReportWatts: 30,
});

const page = "/ivp/pdm/device_data";
const list = "/api/v1/production/inverters";
const counts = { deviceCount: 3, deviceDataLimit: 50 };

describe("allInverters", () => {
  it("gives all that device_data says of each, and asks for nothing else", async () => {
    const { client, asked } = await gatewayWith({ [page]: { ...counts, "1": device("A") } });
    expect(await client.allInverters()).toMatchObject([
      {
        serialNumber: "A",
        kind: "inverter",
        isActive: true,
        source: "device_data",
        lastReportDate: endDate,
        lastReportWatts: 250,
        maxReportWatts: 371,
        lifetimeWattHours: 2,
        wattHoursToday: 113,
        wattHoursYesterday: 400,
        reading: { endDate },
      },
    ]);
    expect(asked()).toEqual([page]);
  });

  it("takes the list where the gateway has no device_data, as most firmware has not", async () => {
    const { client } = await gatewayWith({
      [list]: [line("A"), { ...line("B"), lastReportDate: 0 }],
    });
    expect(await client.allInverters()).toMatchObject([
      {
        serialNumber: "A",
        source: "inverters",
        lastReportDate: endDate + 5,
        lastReportWatts: 20,
        maxReportWatts: 30,
        lifetimeWattHours: undefined,
        reading: undefined,
      },
      { serialNumber: "B", lastReportDate: undefined },
    ]);
  });

  it("leaves out removed inverters and AC batteries, unless they are asked for", async () => {
    const answers = {
      [page]: {
        ...counts,
        "1": device("A", { modGone: true }),
        "2": device("B", { active: false, modGone: true }, {}),
        "3": { devName: "acb", sn: "C", active: true, channels: [] },
        "4": { devName: "eim", sn: "D", active: true, channels: [] },
      },
      [list]: [line("A"), line("E", 11), line("F", 12)],
    };
    const { client } = await gatewayWith(answers);
    const inUse = await client.allInverters();
    expect(inUse.map(({ serialNumber }) => serialNumber)).toEqual(["A"]);
    expect((await client.site()).inverters).toEqual(inUse);
    const cutShort = { ...answers, [page]: { ...answers[page], deviceCount: 50 } };
    const all = await (await gatewayWith(cutShort)).client.allInverters({ includeAll: true });
    expect(all.map(({ serialNumber, kind, isActive }) => [serialNumber, kind, isActive])).toEqual([
      ["A", "inverter", true],
      ["B", "inverter", false],
      ["C", "ac-battery", true],
      ["E", "ac-battery", true],
      ["F", "other", true],
    ]);
  });

  it("asks the list too for an inverter without a reading, as after a restart at night", async () => {
    const { client } = await gatewayWith({
      [page]: { ...counts, "1": device("A"), "2": device("B", {}, { duration: 5 }) },
      [list]: [line("A"), line("B")],
    });
    expect(await client.allInverters()).toMatchObject([
      { serialNumber: "A", lastReportDate: endDate, lastReportWatts: 250 },
      {
        serialNumber: "B",
        source: "device_data",
        lastReportDate: endDate + 5,
        lastReportWatts: 20,
        wattHoursToday: 113,
      },
    ]);
  });

  it("rejects if the gateway has neither page, or one fails", async () => {
    const { client } = await gatewayWith({});
    expect(await rejection(client.allInverters())).toMatchObject({ status: 404 });
    const broken = await gatewayWith({ [page]: "{", [list]: [line("A")] });
    expect(await rejection(broken.client.allInverters())).toMatchObject({
      code: "ERR_INVALID_BODY",
    });
  });
});
