import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite, type PageSource, type SiteOptions } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { hour, midnight, textOf } from "./support/pages.js";
import { shapeOf, tagsOf } from "./support/shape.js";

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";

/** A recorded firmware, the site that imitates it, and which file is which page. */
interface Imitation {
  readonly options: SiteOptions;
  readonly login?: PageSource["login"];
  readonly pages: Readonly<Record<string, string>>;
}

const ensemble = {
  ivp_ensemble_inventory: "/ivp/ensemble/inventory",
  ivp_ensemble_power: "/ivp/ensemble/power",
  ivp_ensemble_secctrl: "/ivp/ensemble/secctrl",
  ivp_ensemble_status: "/ivp/ensemble/status",
  ivp_ensemble_generator: "/ivp/ensemble/generator",
  ivp_ensemble_dry_contacts: "/ivp/ensemble/dry_contacts",
  ivp_ss_dry_contact_settings: "/ivp/ss/dry_contact_settings",
  ivp_ss_gen_config: "/ivp/ss/gen_config",
  admin_lib_tariff: "/admin/lib/tariff",
};
const meters = { ivp_meters: "/ivp/meters", ivp_meters_readings: "/ivp/meters/readings" };
const production = {
  "production.json": "/production.json?details=1",
  production: "/production",
  api_v1_production: "/api/v1/production",
  api_v1_production_inverters: "/api/v1/production/inverters",
};
const all = { inactiveInverter: -1 };

const imitations: Readonly<Record<string, Imitation>> = {
  "firmware-5.0.62": {
    options: all,
    login: "digest",
    // The recorder was not let in at /production.
    pages: without({ ...production, ...meters, admin_lib_tariff: "/admin/lib/tariff" }, [
      "production",
    ]),
  },
  "firmware-7.6.175_with_cts_3phase": {
    options: { ...all, meters: "enabled", phases: 3 },
    pages: { ...production, ...meters, ivp_ensemble_inventory: "/ivp/ensemble/inventory" },
  },
  "firmware-8.2.127_with_generator_running": {
    options: {
      ...all,
      meters: "enabled",
      phases: 2,
      batteries: 1,
      controller: true,
      generator: true,
    },
    // It was asked without details=1. Its tariff and its generator's plan came before those of 8.2.4.
    pages: without({ ...production, ...ensemble, ...meters, "production.json": "/production" }, [
      "admin_lib_tariff",
      "ivp_ensemble_status",
    ]),
  },
  "firmware-8.2.4264_metered_noct": {
    options: { ...all, meters: "disabled", phases: 3 },
    pages: { ...production, ...ensemble, ...meters },
  },
  "firmware-8.2.4286_with_3cts_and_battery_split": {
    options: { ...all, meters: "enabled", phases: 2, batteries: 5, controller: true },
    // Its tariff has seasons.
    pages: without({ ...production, ...ensemble, ...meters }, ["admin_lib_tariff"]),
  },
  "firmware-8.2.4345_with_device_data": {
    options: { ...all, meters: "enabled", controller: true },
    // Whoever recorded production.json sorted its keys; production is the same page.
    pages: {
      info: "/info",
      ...without(production, ["production.json"]),
      "production.json_details_1": "/production.json?details=1",
      ...ensemble,
      ...meters,
      ivp_pdm_device_data: "/ivp/pdm/device_data",
    },
  },
  "firmware-8.2.4382_ACB_2": {
    options: { ...all, meters: "enabled", acBatteries: 2 },
    pages: { ...production, inventory: "/inventory.json" },
  },
};

describe.runIf(recordings !== "")("a simulated page has the shape of the recorded one", () => {
  const noon = midnight + 12 * hour;
  describe.each(Object.entries(imitations))("%s", (name, { options, login = "token", pages }) => {
    const site = createSite({ since: midnight, ...options });
    const recorded = Object.entries(pages).filter(([file]) =>
      existsSync(join(recordings, name, file)),
    );

    it.each(recorded)("%s: %s", async (file, path) => {
      const text = await readFile(join(recordings, name, file), "utf8");
      const simulated = textOf(site, path, noon, login);
      if (path === "/info") {
        expect(tagsOf(simulated)).toEqual(tagsOf(text));
        return;
      }
      expect(shapeOf(JSON.parse(simulated))).toEqual(shapeOf(JSON.parse(text)));
    });
  });

  it("but for /home, which was recorded of other firmware only: it has those fields, and others", async () => {
    const text = await readFile(join(recordings, "firmware-8.3.1598_collar/home"), "utf8");
    // Only a cellular modem has this one.
    const fields = shapeOf(JSON.parse(text)).filter((field) => !/s\[\]\.network:/.test(field));
    const site = createSite({ controller: true, batteries: 2 });
    const simulated = shapeOf(JSON.parse(textOf(site, "/home", noon)));
    expect(simulated).toEqual(expect.arrayContaining(fields));
  });
});

function without(
  pages: Readonly<Record<string, string>>,
  files: readonly string[],
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(pages).filter(([file]) => !files.includes(file)));
}
