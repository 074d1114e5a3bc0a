import { expect, it } from "vitest";
import { parseDryContactSettings, parseDryContactStates } from "../../src/pages/dry-contacts.js";
import {
  parseGeneratorConfig,
  parseGeneratorSchedule,
  parseGeneratorStatus,
} from "../../src/pages/generator.js";
import { parseGrid } from "../../src/pages/grid.js";
import { parseHome } from "../../src/pages/home.js";
import { parseTariff, type TariffSeason } from "../../src/pages/tariff.js";
import { byKey, describeRecordings } from "../support/recordings.js";

const inventory = "ivp_ensemble_inventory";

describeRecordings("recorded settings, as pyenphase reads them", ({ read, theirs, expectSame }) => {
  it("generator", () => {
    const config = read(parseGeneratorConfig, "ivp_ss_gen_config");
    const oursConfig = config && {
      charge_from_generator: config.mayChargeBatteries,
      cool_down_mins: config.coolDownMinutes,
      gen_type: config.type,
      generator_id: config.generatorId,
      last_updated_by: config.lastUpdatedBy,
      manufacturer: config.manufacturer,
      max_cont_gen_amps: config.maxContinuousAmperes,
      max_gen_efficiency_perc: config.maxEfficiencyPercent,
      min_gen_loading_perc: config.minLoadPercent,
      model: config.model,
      name_plate_rating_wat: config.ratedKilowatts,
      start_method: config.startMethod,
      warm_up_mins: config.warmUpMinutes,
    };
    expectSame(oursConfig, "generator_config");
    const status = read(parseGeneratorStatus, "ivp_ensemble_generator");
    // Gateways without a generator have the status too; pyenphase reads it only where there is a config.
    const oursStatus = config &&
      status && {
        admin_mode: status.modeCode,
        admin_state: status.relayTarget,
        exc_on: Number(status.isExercising),
        oper_state: status.relayState,
        present: status.isPresent,
        schedule: Number(status.hasSchedule),
        start_soc: status.startPercent,
        // -1 is none.
        stop_soc: status.stopPercent ?? -1,
        type: status.typeCode,
      };
    expectSame(oursStatus, "generator");
    const schedule = read(parseGeneratorSchedule, "ivp_ss_gen_schedule");
    const oursSchedule = schedule && {
      default_start_soc: schedule.defaultStartPercent,
      default_stop_soc: schedule.defaultStopPercent,
      exercise_day: schedule.exercise.day,
      exercise_duration: schedule.exercise.durationMinutes,
      exercise_freq_in_weeks: schedule.exercise.intervalWeeks,
      exercise_start: schedule.exercise.startMinute,
      last_updated_by: schedule.lastUpdatedBy,
      schedule: {
        default: schedule.plans.map((plan) => ({
          id: plan.id,
          start: plan.firstDay,
          end: plan.lastDay,
          days: plan.days.map((day) => ({
            id: day.id,
            week_days: day.weekDays.join(),
            periods: day.periods.map((period) => ({
              id: period.id,
              start: period.startMinute,
              duration: period.durationMinutes,
              start_soc: period.startPercent,
              stop_soc: period.stopPercent ?? -1,
              setting: period.setting,
            })),
          })),
        })),
      },
    };
    expectSame(oursSchedule, "generator_schedule");
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
    const ours = byKey(settings, "id", (contact) => ({
      black_start: contact.blackStartSeconds,
      essential_end_time: contact.essentialEndSeconds,
      essential_start_time: contact.essentialStartSeconds,
      generator_action: contact.generatorAction,
      grid_action: contact.onGridAction,
      id: contact.id,
      load_name: contact.loadName,
      manual_override: contact.isManuallyOverridden,
      micro_grid_action: contact.offGridAction,
      mode: contact.mode,
      override: contact.isOverridden,
      priority: contact.priority,
      pv_serial_nb: contact.inverterSerialNumbers,
      soc_high: contact.highPercent,
      soc_low: contact.lowPercent,
      type: contact.type,
    }));
    expectSame(ours, "dry_contact_settings");
  });

  it("tariff", () => {
    const tariff = read(parseTariff, "admin_lib_tariff");
    const storage = tariff?.storage;
    const ours = tariff && {
      currency: { code: tariff.currencyCode },
      date: asText(tariff.changedDate),
      // A name that says nothing, and is not read: "mylogger" wherever there is one.
      logger: (theirs("tariff") as { logger?: string }).logger,
      seasons: tariff.seasons.map(ofSeason),
      seasons_sell: tariff.sellSeasons.map(ofSeason),
      single_rate: { rate: tariff.singleRate.buyRate, sell: tariff.singleRate.sellRate },
      storage_settings: storage && {
        charge_from_grid: storage.mayChargeFromGrid,
        date: asText(storage.changedDate),
        mode: storage.mode,
        operation_mode_sub_type: storage.modeSubtype,
        opt_schedules: storage.isScheduleOptimized,
        reserved_soc: storage.reservePercent,
        very_low_soc: storage.veryLowPercent,
      },
    };
    expectSame(ours, "tariff");
  });

  it("home", () => {
    const home = read(parseHome, "home");
    if (home !== undefined) expect(home.network?.primaryInterface).toBeTypeOf("string");
  });
});

function ofSeason(season: TariffSeason): Record<string, unknown> {
  return {
    id: season.id,
    start: season.firstDay,
    days: season.days.map((day) => ({
      id: day.id,
      days: day.weekDays.join(),
      must_charge_start: day.mustChargeStartMinute,
      must_charge_duration: day.mustChargeDurationMinutes,
      must_charge_mode: day.mustChargeMode,
      peak_rule: day.peakRule,
      enable_discharge_to_grid: day.mayDischargeToGrid,
      periods: day.periods.map(({ id, startMinute, rate }) => ({ id, start: startMinute, rate })),
    })),
    // -1 is no limit.
    tiers: season.tiers.map(({ id, limit, rate }) => ({ id, limit: limit ?? -1, rate })),
  };
}

function asText(value: number | undefined): string | undefined {
  return value === undefined ? undefined : String(value);
}
