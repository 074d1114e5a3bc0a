import type { DryContactSettings } from "../../src/pages/dry-contacts.js";
import type {
  GeneratorConfig,
  GeneratorSchedule,
  GeneratorStatus,
} from "../../src/pages/generator.js";
import type { Tariff, TariffSeason } from "../../src/pages/tariff.js";

// Settings under the names that pyenphase gives their values.

type Values = Record<string, unknown>;

export function ofGeneratorConfig(config: GeneratorConfig): Values {
  return {
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
}
export function ofGeneratorStatus(status: GeneratorStatus): Values {
  return {
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
}
export function ofGeneratorSchedule(schedule: GeneratorSchedule): Values {
  return {
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
}
export function ofDryContact(contact: DryContactSettings): Values {
  return {
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
  };
}
/** Without `logger`, a name that says nothing and is not read: "mylogger" wherever there is one. */
export function ofTariff(tariff: Tariff): Values {
  const { storage } = tariff;
  return {
    currency: { code: tariff.currencyCode },
    date: asText(tariff.changedDate),
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
}

function ofSeason(season: TariffSeason): Values {
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
