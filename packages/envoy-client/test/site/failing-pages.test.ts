import { describe, expect, it } from "vitest";
import { type Answers, gatewayWith } from "../support/answers.js";
import { clientOf, rejection } from "../support/resources.js";

const details = "/production.json?details=1";
const eim = { type: "eim", activeCount: 1, wNow: 480, whLifetime: 91_000 };
const answers: Answers = {
  "/ivp/meters": [
    { eid: 11, state: "enabled", measurementType: "production", phaseCount: 1 },
    { eid: 12, state: "enabled" },
  ],
  "/ivp/meters/readings": [{ eid: 11, timestamp: 9, activePower: 481 }],
  [details]: { production: [eim] },
  "/api/v1/production": {
    wattsNow: 4,
    wattHoursToday: 1,
    wattHoursSevenDays: 2,
    wattHoursLifetime: 3,
  },
  "/api/v1/production/inverters": [
    { serialNumber: "1", lastReportDate: 1_748_576_887, lastReportWatts: 250, maxReportWatts: 290 },
  ],
  "/ivp/ensemble/inventory": [],
};

describe("site() with pages that fail", () => {
  it("gives the rest, and names the page; asks for it again next time", async () => {
    const { client, simulator, asked } = await gatewayWith(answers);
    simulator.failNext("html");
    const { production, meters, problems } = await client.site();
    expect(production).toMatchObject({ watts: 480, source: "meter" });
    expect(meters).toEqual([]);
    expect(problems).toEqual([
      { at: "/ivp/meters", message: expect.stringMatching(/\/ivp\/meters is not JSON/) },
    ]);
    asked();
    expect((await client.site()).meters).toMatchObject([{ activePowerWatts: 481 }]);
    expect(asked()).toContain("/ivp/meters");
  });

  it("names what could not be used of a page", async () => {
    const { client } = await gatewayWith(answers);
    expect((await client.site()).problems).toEqual([
      { at: "/ivp/meters [1].measurementType", message: "is missing" },
    ]);
  });

  it("does not take the totals for the meters' numbers while their page fails", async () => {
    const { client } = await gatewayWith({ ...answers, [details]: '{"error":"busy"}' });
    const { production, problems } = await client.site();
    expect(production).toBeUndefined();
    expect(problems).toContainEqual({ at: details, message: expect.stringMatching(/error/) });
  });

  it("asks each page once, and later only for pages that the gateway has", async () => {
    const { client, asked } = await gatewayWith(answers);
    await client.site();
    expect(asked()).toEqual([
      "/ivp/meters",
      "/ivp/meters/readings",
      details,
      "/ivp/pdm/device_data",
      "/api/v1/production/inverters",
      "/ivp/ensemble/inventory",
    ]);
    const { features } = await client.site();
    expect(features.hasDeviceData).toBe(false);
    expect(asked()).toEqual([
      "/ivp/meters",
      "/ivp/meters/readings",
      details,
      "/api/v1/production/inverters",
    ]);
  });

  it("finds the production page where older firmware has it, once", async () => {
    const { [details]: production, ...rest } = answers;
    const { client, asked } = await gatewayWith({ ...rest, "/production": production });
    expect((await client.production()).production).toMatchObject([{ wattsNow: 480 }]);
    expect(asked()).toEqual([details, "/production.json", "/production"]);
    await client.production();
    expect(asked()).toEqual(["/production"]);
  });

  it("rejects if no page answers, and forgets then what seemed not to be there", async () => {
    const { simulator } = await gatewayWith(answers);
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token: `${token.slice(0, -3)}AAA` } });
    expect(await rejection(client.site())).toMatchObject({ code: "ERR_UNAUTHORIZED" });
    expect(await rejection(client.allInverters())).toMatchObject({ code: "ERR_UNAUTHORIZED" });
  });

  it("waits for two pages at most that get no answer", async () => {
    const { simulator } = await gatewayWith(answers);
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, timeoutMs: 300 });
    simulator.failNext("hang");
    expect((await client.site()).problems.map(({ at }) => at)).toContain("/ivp/meters");
    for (let i = 0; i < 3; i++) simulator.failNext("hang");
    const before = simulator.requests.length;
    expect(await rejection(client.site())).toMatchObject({ code: "ERR_TIMEOUT" });
    expect(simulator.requests.slice(before)).toHaveLength(2);
  });

  it("goes on asking if an answer came between the two", async () => {
    const { simulator } = await gatewayWith(answers);
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, timeoutMs: 300 });
    for (const fault of ["hang", "html", "hang"] as const) simulator.failNext(fault);
    const { inverters, problems } = await client.site();
    expect(inverters).toHaveLength(1);
    expect(problems.map(({ at }) => at)).toEqual(["/ivp/meters", details, "/ivp/pdm/device_data"]);
  });

  it("names the pages that it did not ask for, once the gateway has stopped answering", async () => {
    const { simulator } = await gatewayWith(answers);
    const { host, port, token } = simulator;
    const client = clientOf({ host, port, auth: { token }, timeoutMs: 300 });
    await client.site();
    const site = client.site();
    await waitUntil(() => simulator.requests.filter((r) => r.endsWith("/ivp/meters")).length === 2);
    for (let i = 0; i < 2; i++) simulator.failNext("hang");
    const { meters, problems } = await site;
    expect(meters).toMatchObject([{ type: "production" }]);
    expect(problems.map(({ message }) => message)).toEqual([
      "is missing",
      expect.stringMatching(/did not answer completely/),
      expect.stringMatching(/did not answer completely/),
      expect.stringMatching(/was not asked for/),
    ]);
  });

  it("rejects with the reason of its signal", async () => {
    const { client, simulator } = await gatewayWith(answers);
    simulator.failNext("hang");
    const site = client.site({ signal: AbortSignal.timeout(50) });
    await expect(site).rejects.toMatchObject({ name: "TimeoutError" });
  });
});

/** Resolves in the turn of the event loop in which the condition comes true, before the client's next request. */
async function waitUntil(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setImmediate(resolve));
}
