import { createSite } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { day, hour, jsonOf, midnight, sum, textOf, wholeSite } from "./support/pages.js";
import { details, devicesOf, entriesOf, readingsOf } from "./support/typed-pages.js";

const site = wholeSite();
const noon = midnight + 12 * hour;

describe("the inverters of a site", () => {
  it("are cut at 50 devices in device_data, and all in the list", () => {
    const large = createSite({ inverters: 60, meters: "enabled" });
    const page = jsonOf<Record<string, number>>(large, "/ivp/pdm/device_data", noon);
    expect(page).toMatchObject({ deviceCount: 62, deviceDataLimit: 50 });
    expect(devicesOf(large, noon).map(({ devName }) => devName)).toEqual(Array(50).fill("pcu"));
    expect(jsonOf(large, "/api/v1/production/inverters", noon)).toHaveLength(60);
  });

  it("keep one that was removed on every page, as inactive", () => {
    expect(devicesOf(site, noon)[9]).toMatchObject({ active: false, modGone: true });
    const list = jsonOf<object[]>(site, "/api/v1/production/inverters", noon);
    expect(list[9]).toMatchObject({ lastReportDate: 0, lastReportWatts: 0 });
    const [group] = jsonOf<{ devices: object[] }[]>(site, "/inventory.json", noon);
    expect(group?.devices[9]).toMatchObject({ communicating: false, producing: false });
    expect(entriesOf(site, noon)[0]).toMatchObject({ type: "inverters", activeCount: 9 });
  });
});

describe("the batteries of a site", () => {
  it("say the same of their charge and power on all pages", () => {
    const moment = midnight + 9 * hour;
    const { storedWattHours } = site.flowsAt(moment);
    const percent = Math.round(storedWattHours / 100);
    const power = jsonOf<{ "devices:": { real_power_mw: number; soc: number }[] }>(
      site,
      "/ivp/ensemble/power",
      moment,
    )["devices:"];
    expect(power).toMatchObject([{ soc: percent }, { soc: percent }]);
    const watts = readingsOf(site, moment)[2]?.activePower ?? Number.NaN;
    expect(sum(power.map(({ real_power_mw }) => real_power_mw)) / 1000).toBeCloseTo(watts, 2);
    expect(jsonOf(site, "/ivp/ensemble/secctrl", moment)).toMatchObject({
      agg_soc: percent,
      Max_energy: 10_000,
      ENC_agg_avail_energy: Math.round(storedWattHours),
    });
    const { meters } = jsonOf<{ meters: { soc: number; storage: { agg_p_mw: number } } }>(
      site,
      "/ivp/livedata/status",
      moment,
    );
    expect(meters.soc).toBe(percent);
    expect(meters.storage.agg_p_mw / 1000).toBeCloseTo(watts, 2);
    expect(jsonOf(site, "/ivp/ensemble/inventory", moment)).toMatchObject([
      { type: "ENCHARGE", devices: [{ percentFull: percent }, { percentFull: percent }] },
      { type: "ENPOWER", devices: [{ mains_oper_state: "closed" }] },
    ]);
  });

  it("may be AC Batteries, which are among the inverters", () => {
    const house = createSite({ inverters: 3, inactiveInverter: -1, acBatteries: 2 });
    const list = jsonOf<{ devType: number }[]>(house, "/api/v1/production/inverters", noon);
    expect(list.map(({ devType }) => devType)).toEqual([1, 1, 1, 11, 11]);
    const names = devicesOf(house, noon).map(({ devName }) => devName);
    expect(names).toEqual(["pcu", "pcu", "pcu", "acb", "acb"]);
    expect(jsonOf(house, "/ivp/ensemble/secctrl", noon)).toMatchObject({
      ENC_agg_soc: 0,
      Max_energy: 2400,
    });
  });
});

describe("the pages of a site", () => {
  const paths = [
    "/info",
    details,
    "/api/v1/production",
    "/api/v1/production/inverters",
    "/ivp/meters",
    "/ivp/meters/readings",
    "/ivp/pdm/device_data",
    "/inventory.json",
    "/home.json",
    "/ivp/ensemble/inventory",
    "/ivp/ensemble/power",
    "/ivp/ensemble/secctrl",
    "/ivp/ensemble/status",
    "/ivp/ensemble/generator",
    "/ivp/ensemble/dry_contacts",
    "/ivp/ss/dry_contact_settings",
    "/ivp/ss/gen_config",
    "/admin/lib/tariff",
    "/ivp/livedata/status",
  ];
  const options = {
    inverters: 60,
    phases: 3,
    meters: "enabled",
    batteries: 2,
    controller: true,
    generator: true,
    relay: true,
    since: midnight - 2 * day,
  } as const;

  it("are the same for the same site and moment, byte for byte", () => {
    const [one, other] = [createSite(options), createSite(options)];
    other.flowsAt(midnight + 10 * day);
    for (const path of paths) expect(textOf(one, path, noon)).toBe(textOf(other, path, noon));
    expect(textOf(createSite({ ...options, seed: 2 }), details, noon)).not.toBe(
      textOf(one, details, noon),
    );
  });

  it("have no number that is not one", () => {
    for (const site of [
      createSite(options),
      createSite({ inverters: 0, meters: "enabled", since: midnight }),
    ]) {
      // JSON has null for what is not a number.
      for (const path of paths) expect(textOf(site, path, noon)).not.toMatch(/null|NaN/);
    }
  });

  it("are quick at the end of the year, once the year was added up", () => {
    const large = createSite({ ...options, since: midnight - 160 * day });
    const lateInTheYear = midnight + 200 * day;
    for (const path of paths) textOf(large, path, lateInTheYear);
    const rounds = 20;
    const start = performance.now();
    for (let round = 0; round < rounds; round++) {
      for (const path of paths) textOf(large, path, lateInTheYear + 60 * round);
    }
    expect((performance.now() - start) / rounds / paths.length).toBeLessThan(5);
  });
});
