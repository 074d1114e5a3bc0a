import type { EnvoyClient, PageAnswer } from "@envoy/envoy-client";
import { createSite, type Simulator, type SimulatorOptions } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { clientOf, gateway } from "../support/resources.js";

const noon = Date.UTC(2026, 5, 1, 12) / 1000;

async function siteOf(
  options: SimulatorOptions,
): Promise<{ readonly simulator: Simulator; readonly client: EnvoyClient }> {
  const simulator = await gateway({ now: () => noon, ...options });
  const { host, port, token } = simulator;
  return { simulator, client: clientOf({ host, port, auth: { token } }) };
}

const ofInverters = (inverters: number): SimulatorOptions => ({
  site: createSite({ inverters, inactiveInverter: -1 }),
});

const ofAnswer = (answer: string): SimulatorOptions => ({
  replay: new Map([
    ["ivp_pdm_device_data", [Buffer.from(answer)]],
    ["api_v1_production_inverters", [Buffer.from("[]")]],
  ]),
});

async function allOf(pages: AsyncIterable<PageAnswer>): Promise<readonly PageAnswer[]> {
  const all: PageAnswer[] = [];
  for await (const page of pages) all.push(page);
  return all;
}

describe("inverterPages", () => {
  it("gives only device_data if it shows all devices, byte for byte", async () => {
    const { client, simulator } = await siteOf(ofInverters(49));
    const pages = await allOf(client.inverterPages());
    expect(pages).toEqual([
      {
        name: "device_data",
        path: "/ivp/pdm/device_data",
        bytes: await client.bytes("/ivp/pdm/device_data"),
      },
    ]);
    expect(simulator.requests).toHaveLength(3);
  });

  it("gives the list of all inverters too if device_data is at its limit", async () => {
    const { client } = await siteOf(ofInverters(50));
    const pages = await allOf(client.inverterPages());
    expect(pages.map(({ name, path }) => [name, path])).toEqual([
      ["device_data", "/ivp/pdm/device_data"],
      ["inverters", "/api/v1/production/inverters"],
    ]);
    expect(pages[1]?.bytes).toEqual(await client.bytes("/api/v1/production/inverters"));
  });

  it("asks for a page only when the one before has been dealt with", async () => {
    const { client, simulator } = await siteOf(ofInverters(60));
    const pages = client.inverterPages();
    await pages.next();
    expect(simulator.requests).toEqual(["GET /info", "GET /ivp/pdm/device_data"]);
    await pages.next();
    expect(simulator.requests).toHaveLength(3);
    expect(await pages.next()).toEqual({ done: true, value: undefined });
  });

  it("reads the limit without parsing, also in an answer that breaks off", async () => {
    const { client } = await siteOf(ofAnswer('{"deviceCount" : 52, "deviceDataLimit":50, "5536'));
    expect(await allOf(client.inverterPages())).toHaveLength(2);
  });

  it.each(["<html>", "{}", '{"deviceCount":60}', '{"deviceCount":9,"deviceDataLimit":50}'])(
    "asks for nothing else after %j",
    async (answer) => {
      const { client } = await siteOf(ofAnswer(answer));
      expect(await allOf(client.inverterPages())).toHaveLength(1);
    },
  );

  it("ends when its signal aborts", async () => {
    const { client, simulator } = await siteOf(ofInverters(60));
    const controller = new AbortController();
    const pages = client.inverterPages({ signal: controller.signal });
    await pages.next();
    controller.abort();
    await expect(pages.next()).rejects.toMatchObject({ name: "AbortError" });
    expect(simulator.requests).toHaveLength(2);
  });
});

describe("pageBytes", () => {
  it("gives the answer of a page byte for byte, whatever it is", async () => {
    const replay = new Map([["ivp_meters_readings", [Buffer.from(" not JSON \u00e9")]]]);
    const { client, simulator } = await siteOf({ replay });
    const bytes = await client.pageBytes("meterReadings");
    expect(Buffer.from(bytes).toString()).toBe(" not JSON \u00e9");
    await expect(client.pageBytes("batteryPower")).rejects.toMatchObject({ status: 404 });
    expect(simulator.requests.slice(1)).toEqual([
      "GET /ivp/meters/readings",
      "GET /ivp/ensemble/power",
    ]);
  });
});
