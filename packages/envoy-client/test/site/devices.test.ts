import { describe, expect, it } from "vitest";
import { type Answers, gatewayWith } from "../support/answers.js";
import { rejection } from "../support/resources.js";

const production = { production: [{ type: "eim", activeCount: 1, wNow: 1, whLifetime: 2 }] };
const controller = { serial_num: "C1", mains_oper_state: "closed", mains_admin_state: "closed" };

/** A site with a battery, a system controller, a generator and dry contacts. */
const answers: Answers = {
  "/production.json": production,
  "/ivp/ensemble/inventory": [
    { type: "ENCHARGE", devices: [{ serial_num: "B1", percentFull: 41, encharge_capacity: 5000 }] },
    { type: "ENPOWER", devices: [controller] },
  ],
  "/ivp/ensemble/power": { "devices:": [{ serial_num: "B1", real_power_mw: -1_250_000, soc: 42 }] },
  "/ivp/ensemble/secctrl": { ENC_agg_soc: 42, Enc_max_available_capacity: 5000 },
  "/ivp/ensemble/dry_contacts": { dry_contacts: [{ id: "NC1", status: "open" }] },
  "/ivp/ss/dry_contact_settings": { dry_contacts: [{ id: "NC1", type: "LOAD" }] },
  "/ivp/ss/gen_config": { manufacturer: "Maker", model: "One" },
  "/ivp/ensemble/generator": { oper_state: "open", present: true },
};

const battery = { serialNumber: "B1", stateOfChargePercent: 42, watts: -1250 };
const contacts = [{ id: "NC1", state: "open", settings: { type: "LOAD" } }];

describe("the devices of a site", () => {
  it("are in its snapshot, each joined from its pages", async () => {
    const { client, asked } = await gatewayWith(answers);
    expect(await client.site()).toMatchObject({
      batteries: [battery],
      batterySummary: { stateOfChargePercent: 42, capacityWattHours: 5000, watts: -1250 },
      grid: { isOnGrid: true, systemController: { serialNumber: "C1" } },
      generator: { config: { model: "One" }, status: { relayState: "open" }, mode: undefined },
      dryContacts: contacts,
      acBatteries: [],
      features: {
        hasBatteries: true,
        hasGridSwitch: true,
        hasGenerator: true,
        hasDryContacts: true,
        hasAcBatteries: false,
      },
      problems: [],
    });
    const requests = asked();
    expect(new Set(requests).size).toBe(requests.length);
  });

  it("are single calls too", async () => {
    const { client } = await gatewayWith(answers);
    expect(await client.batteries()).toMatchObject([battery]);
    expect(await client.grid()).toMatchObject({ isOnGrid: true });
    expect(await client.generator()).toMatchObject({ config: { manufacturer: "Maker" } });
    expect(await client.dryContacts()).toMatchObject(contacts);
  });

  it("include the grid's relay as a single call, from whichever page the gateway has", async () => {
    const relay = { mains_admin_state: "closed", mains_oper_state: "open" };
    const expected = { gridSwitchState: "open", gridSwitchTarget: "closed" };
    const usual = await gatewayWith({ "/ivp/ensemble/status": { inventory: {}, relay } });
    expect(await usual.client.gridRelay()).toMatchObject(expected);
    expect(usual.asked()).toEqual(["/ivp/ensemble/status"]);
    const other = await gatewayWith({ "/ivp/ensemble/relay": relay });
    expect(await other.client.gridRelay()).toMatchObject(expected);
  });

  it("are absent on a site without, whatever its gateway shows of devices that do not exist", async () => {
    const { client, asked } = await gatewayWith({ ...answers, "/ivp/ensemble/inventory": [] });
    const { batteries, batterySummary, grid, generator, dryContacts } = await client.site();
    expect({ batteries, batterySummary, grid, generator, dryContacts }).toEqual({
      batteries: [],
      batterySummary: undefined,
      grid: undefined,
      generator: undefined,
      dryContacts: [],
    });
    expect(asked()).not.toContain("/ivp/ensemble/dry_contacts");
    expect(await client.generator()).toBeUndefined();
    expect(await client.batteries()).toEqual([]);
  });

  it("are read without a generator where its page is empty, which is not asked for again", async () => {
    const { client, asked } = await gatewayWith({ ...answers, "/ivp/ss/gen_config": {} });
    expect((await client.site()).generator).toBeUndefined();
    asked();
    await client.site();
    expect(asked().filter((path) => path.includes("gen"))).toEqual([]);
  });

  it("reject as single calls if one of their pages fails", async () => {
    const { client } = await gatewayWith({ ...answers, "/ivp/ensemble/power": "{" });
    expect(await rejection(client.batteries())).toMatchObject({ code: "ERR_INVALID_BODY" });
    expect((await client.site()).batteries).toMatchObject([
      { ...battery, watts: undefined, stateOfChargePercent: 41 },
    ]);
  });

  it("include AC batteries, with their reports", async () => {
    const storage = [{ type: "acb", activeCount: 1, wNow: 5, whNow: 446, percentFull: 18 }];
    const { client } = await gatewayWith({
      "/production.json": { ...production, storage },
      "/inventory.json": [
        { type: "ACB", devices: [{ serial_num: "A1" }, { serial_num: "A2", admin_state: 0 }] },
      ],
      "/api/v1/production/inverters": [
        {
          serialNumber: "A1",
          lastReportDate: 9,
          devType: 11,
          lastReportWatts: 5,
          maxReportWatts: 140,
        },
      ],
      "/ivp/ensemble/secctrl": { ACB_agg_soc: 18 },
    });
    expect(await client.site()).toMatchObject({
      inverters: [],
      acBatteries: [{ serialNumber: "A1", lastReportWatts: 5 }],
      acBatterySummary: { batteryCount: 1, availableWattHours: 446 },
      batterySummary: { acBatteries: { stateOfChargePercent: 18 } },
      features: { hasAcBatteries: true, hasBatteries: false },
    });
  });
});
