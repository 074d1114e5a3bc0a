import { expect, it } from "vitest";
import { parseDryContactSettings, parseDryContactStates } from "../../src/pages/dry-contacts.js";
import {
  parseGeneratorConfig,
  parseGeneratorSchedule,
  parseGeneratorStatus,
} from "../../src/pages/generator.js";
import { parseGrid } from "../../src/pages/grid.js";
import { parseHome } from "../../src/pages/home.js";
import { parseTariff } from "../../src/pages/tariff.js";
import {
  ofDryContact,
  ofGeneratorConfig,
  ofGeneratorSchedule,
  ofGeneratorStatus,
  ofTariff,
} from "../support/pyenphase-settings.js";
import { byKey, describeRecordings } from "../support/recordings.js";

const inventory = "ivp_ensemble_inventory";

describeRecordings("recorded settings, as pyenphase reads them", ({ read, theirs, expectSame }) => {
  it("generator", () => {
    const config = read(parseGeneratorConfig, "ivp_ss_gen_config");
    expectSame(config && ofGeneratorConfig(config), "generator_config");
    const status = read(parseGeneratorStatus, "ivp_ensemble_generator");
    // Gateways without a generator have the status too; pyenphase reads it only where there is a config.
    expectSame(config && status && ofGeneratorStatus(status), "generator");
    const schedule = read(parseGeneratorSchedule, "ivp_ss_gen_schedule");
    expectSame(schedule && ofGeneratorSchedule(schedule), "generator_schedule");
  });

  it("dry contacts", () => {
    const states = read(parseDryContactStates, "ivp_ensemble_dry_contacts")?.items ?? [];
    const settings = read(parseDryContactSettings, "ivp_ss_dry_contact_settings")?.items ?? [];
    // Gateways without a system controller list contacts too; pyenphase reads them only with one.
    if (read(parseGrid, inventory)?.systemController === undefined) {
      expect(theirs("dry_contact_status")).toEqual({});
      return;
    }
    expectSame(
      byKey(states, "id", ({ id, state }) => ({ id, status: state })),
      "dry_contact_status",
    );
    expectSame(byKey(settings, "id", ofDryContact), "dry_contact_settings");
  });

  it("tariff", () => {
    const tariff = read(parseTariff, "admin_lib_tariff");
    const { logger } = (theirs("tariff") ?? {}) as { logger?: string };
    const ours = tariff && { ...ofTariff(tariff), logger };
    expectSame(ours, "tariff");
  });

  it("home", () => {
    const home = read(parseHome, "home");
    if (home !== undefined) expect(home.network?.primaryInterface).toBeTypeOf("string");
  });
});
