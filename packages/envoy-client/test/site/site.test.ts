import { describe, expect, it } from "vitest";
import { type Answers, gatewayWith } from "../support/answers.js";

const inverters = { type: "inverters", activeCount: 2, wNow: 500, whLifetime: 90_000 };
const eim = { type: "eim", activeCount: 1 };
const produced = { wNow: 480.5, whToday: 1500, whLastSevenDays: 9000, whLifetime: 91_000 };
const consumed = { wNow: 705, whToday: 2500, whLastSevenDays: 19_000, whLifetime: 191_000 };
const net = { wNow: 219.5, whToday: 0, whLastSevenDays: 0, whLifetime: 100_000 };
const details = "/production.json?details=1";

/** What a gateway with production and consumption meters answers. */
const metered: Answers = {
  [details]: {
    production: [inverters, { ...eim, measurementType: "production", ...produced }],
    consumption: [
      { ...eim, measurementType: "total-consumption", ...consumed },
      { ...eim, measurementType: "net-consumption", ...net },
    ],
  },
  // Behind the meters by up to a quarter of an hour.
  "/api/v1/production": {
    wattsNow: 4,
    wattHoursToday: 1,
    wattHoursSevenDays: 2,
    wattHoursLifetime: 3,
  },
  "/api/v1/production/inverters": [
    { serialNumber: "1", lastReportDate: 1_748_576_887, lastReportWatts: 250, maxReportWatts: 290 },
  ],
  "/ivp/meters": [
    {
      eid: 11,
      state: "enabled",
      measurementType: "production",
      phaseCount: 1,
      phaseMode: "single",
    },
    { eid: 12, state: "enabled", measurementType: "net-consumption", phaseCount: 1 },
    { eid: 13, state: "disabled", measurementType: "storage", phaseCount: 1 },
  ],
  "/ivp/meters/readings": [
    { eid: 12, timestamp: 9, activePower: 220 },
    { eid: 11, timestamp: 9, activePower: 481, channels: [{ eid: 21, timestamp: 9 }] },
    { eid: 13, timestamp: 9, activePower: 0.7 },
    { eid: 99, timestamp: 9, activePower: 0 },
  ],
};

const energy = (
  { wNow, whToday, whLastSevenDays, whLifetime }: typeof produced,
  phases: unknown[] = [],
): object => ({
  watts: wNow,
  wattHoursToday: whToday,
  wattHoursLastSevenDays: whLastSevenDays,
  wattHoursLifetime: whLifetime,
  source: "meter",
  phases,
});

const totals = metered["/api/v1/production"] as Record<string, number>;
const fromTotals = {
  watts: 4,
  wattHoursToday: 1,
  wattHoursLastSevenDays: 2,
  wattHoursLifetime: 3,
  source: "inverters",
  phases: [],
};
const fromInverters = {
  watts: 500,
  wattHoursToday: undefined,
  wattHoursLifetime: 90_000,
  source: "inverters",
};

/** The meters as they are listed where they could be, and are not installed. */
const notInstalled: Answers = {
  ...metered,
  [details]: {
    production: [
      inverters,
      {
        ...eim,
        activeCount: 0,
        measurementType: "production",
        wNow: 3.7,
        whToday: 70,
        whLifetime: 9,
      },
    ],
    consumption: [{ ...eim, activeCount: 0, measurementType: "net-consumption", ...net }],
  },
  "/ivp/meters": [{ eid: 11, state: "disabled", measurementType: "production", phaseCount: 3 }],
};

describe("site()", () => {
  it("believes the meters rather than the inverters, and the totals that they do not measure", async () => {
    const { client } = await gatewayWith(metered);
    const site = await client.site();
    expect(site).toMatchObject({
      gateway: { serialNumber: "122333444555", firmware: "8.2.4345" },
      production: energy(produced),
      consumption: energy(consumed),
      netConsumption: energy(net),
      inverters: [{ serialNumber: "1", lastReportWatts: 250, kind: "inverter" }],
      batteries: [],
      grid: undefined,
      problems: [],
      features: { meters: ["production", "net-consumption"], phaseCount: 1, hasBatteries: false },
    });
  });

  it("joins the installed meters with their readings, and leaves out those that do not exist", async () => {
    const { client } = await gatewayWith(metered);
    const { meters } = await client.site();
    expect(meters).toMatchObject([
      { id: 11, type: "production", state: "enabled", activePowerWatts: 481, phases: [] },
      { id: 12, type: "net-consumption", activePowerWatts: 220, flags: [] },
    ]);
  });

  it("gives the phases of a site that has several, and not those that are not connected", async () => {
    const phase = (watts: number): object => ({ wNow: watts, whLifetime: 5 });
    const lines = [phase(300), phase(180.5), { wNow: 0, whLifetime: 0 }];
    const meter = { state: "enabled", phaseCount: 2, phaseMode: "split" };
    const channels = [1, 2, 3].map((n) => ({ eid: 20 + n, timestamp: 9, activePower: n }));
    const { client } = await gatewayWith({
      ...metered,
      [details]: { production: [{ ...eim, ...produced, lines }] },
      "/ivp/meters": [{ ...meter, eid: 11, measurementType: "production" }],
      "/ivp/meters/readings": [{ eid: 11, timestamp: 9, activePower: 3, channels }],
    });
    const { production, meters, features } = await client.site();
    expect(production?.phases).toMatchObject([{ watts: 300 }, { watts: 180.5 }]);
    expect(meters[0]?.phases).toMatchObject([{ activePowerWatts: 1 }, { activePowerWatts: 2 }]);
    expect(features.phaseCount).toBe(2);
  });

  it("finds the phases on the production page if the gateway has no page of meters", async () => {
    const lines = [300, 180.5, 0].map((wNow) => ({ wNow, whLifetime: wNow * 9 }));
    const { "/ivp/meters": _, ...rest } = metered;
    const several = { ...rest, [details]: { production: [{ ...eim, ...produced, lines }] } };
    const { client } = await gatewayWith(several);
    const { production, features } = await client.site();
    expect(production?.phases).toMatchObject([{ watts: 300 }, { watts: 180.5 }]);
    expect(features).toMatchObject({ meters: [], phaseCount: undefined });
    const one = { production: [{ ...eim, ...produced, lines: lines.slice(0, 1) }] };
    const single = await gatewayWith({ ...rest, [details]: one });
    expect((await single.client.site()).production?.phases).toEqual([]);
  });

  it.each(["8.3.5433", "8.3.6000", "9.0"])(
    "adds the production to a total consumption that is the net one, from firmware 8.3.5433 on: %s",
    async (firmware) => {
      const { client } = await gatewayWith(overwritten, { firmware });
      expect((await client.site()).consumption).toMatchObject({
        watts: 700,
        wattHoursLifetime: 191_000,
        wattHoursToday: 2500,
        phases: [{ watts: 400 }, { watts: 300 }],
      });
    },
  );

  it("leaves a total consumption as it is that merely equals the net one in older firmware, or differs from it", async () => {
    const older = await gatewayWith(overwritten, { firmware: "8.3.5432" });
    expect((await older.client.site()).consumption).toMatchObject({ watts: 219.5 });
    const newer = await gatewayWith(metered, { firmware: "8.3.5433" });
    expect((await newer.client.site()).consumption).toEqual(energy(consumed));
  });

  it("takes the totals of a gateway without meters", async () => {
    const { client } = await gatewayWith(
      { ...metered, [details]: { production: [inverters] }, "/ivp/meters": [] },
      { hasMeters: false },
    );
    expect(await client.site()).toMatchObject({
      production: fromTotals,
      consumption: undefined,
      netConsumption: undefined,
      meters: [],
    });
  });

  it("takes the inverters' own numbers where the meters are not installed and the totals are stalled", async () => {
    const { client } = await gatewayWith(notInstalled, { firmware: "8.2.4264" });
    expect(await client.site()).toMatchObject({
      production: fromInverters,
      consumption: undefined,
      netConsumption: undefined,
      meters: [],
    });
  });

  it("takes them too where the totals are all zeros, and the totals before firmware 8.2.4264", async () => {
    const older = await gatewayWith(notInstalled, { firmware: "8.2.4263" });
    expect((await older.client.site()).production).toEqual(fromTotals);
    const zeros = Object.fromEntries(Object.keys(totals).map((name) => [name, 0]));
    const answers = { ...notInstalled, "/api/v1/production": { ...zeros, wattsNow: 4 } };
    const zero = await gatewayWith(answers, { firmware: "7.6.175" });
    expect((await zero.client.site()).production).toMatchObject(fromInverters);
  });

  it("reads firmware before 7, which shows pages for people in the place of others", async () => {
    const { client, asked } = await gatewayWith(
      {
        "/production.json": "<!DOCTYPE html><html></html>",
        "/ivp/meters": { error: "404 - Not Found" },
        "/api/v1/production": totals,
        "/api/v1/production/inverters": metered["/api/v1/production/inverters"],
      },
      { firmware: "3.9.36", hasMeters: false },
    );
    expect(await client.site()).toMatchObject({
      production: fromTotals,
      inverters: [{ serialNumber: "1", lastReportWatts: 250 }],
      problems: [],
    });
    asked();
    await client.site();
    expect(asked()).toEqual(["/api/v1/production", "/api/v1/production/inverters"]);
  });
});

const overwritten: Answers = {
  ...metered,
  [details]: {
    production: [
      { ...eim, ...produced, lines: [200, 280.5].map((wNow) => ({ wNow, whLifetime: 45_500 })) },
    ],
    consumption: [
      {
        ...eim,
        measurementType: "total-consumption",
        ...consumed,
        ...overwrittenBy(219.5, 100_000),
      },
      { ...eim, measurementType: "net-consumption", ...net, ...overwrittenBy(219.5, 100_000) },
    ],
  },
  "/ivp/meters": [{ eid: 11, state: "enabled", measurementType: "production", phaseCount: 2 }],
};

function overwrittenBy(wNow: number, whLifetime: number): object {
  const lines = [200, 19.5].map((watts) => ({ wNow: watts, whLifetime: whLifetime / 2 }));
  return { wNow, whLifetime, lines };
}
