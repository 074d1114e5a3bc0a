import { type FieldReader, readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

// The meaning of the fields is from pyenphase 3.2.1, the values from the recording of firmware 8.2.127.

/** A generator's relay, from `/ivp/ensemble/generator`. The page is there without a generator too. */
export interface GeneratorStatus {
  /** The relay as it is: "open" or "close". */
  readonly relayState: string | undefined;
  /** The relay as it should be: "open", "close"; "unknown" without a generator. */
  readonly relayTarget: string | undefined;
  /** The mode as a code; 2 while one ran by its schedule, 0 without a generator. */
  readonly modeCode: number | undefined;
  readonly hasSchedule: boolean | undefined;
  /** It starts when the batteries are at this state of charge. */
  readonly startPercent: number | undefined;
  /** It stops at this one; undefined if none is set. */
  readonly stopPercent: number | undefined;
  /** It runs for its exercise. */
  readonly isExercising: boolean | undefined;
  /** Also true without a generator (recordings of 7.3 to 8.3): `/ivp/ss/gen_config` tells. */
  readonly isPresent: boolean | undefined;
  /** A code; 0 without a generator. */
  readonly typeCode: number | undefined;
}

/** How a generator was set up, from `/ivp/ss/gen_config`. */
export interface GeneratorConfig {
  readonly manufacturer: string | undefined;
  readonly model: string | undefined;
  readonly generatorId: string | undefined;
  /** Such as "Standby". */
  readonly type: string | undefined;
  /** Such as "Auto". */
  readonly startMethod: string | undefined;
  readonly maxContinuousAmperes: number | undefined;
  /** Its rated power: 14 for a generator of 14 kW, although the firmware's name of it says watts. */
  readonly ratedKilowatts: number | undefined;
  /** The least load, of its rated power. */
  readonly minLoadPercent: number | undefined;
  readonly maxEfficiencyPercent: number | undefined;
  readonly warmUpMinutes: number | undefined;
  readonly coolDownMinutes: number | undefined;
  /** The batteries may be charged from it. */
  readonly mayChargeBatteries: boolean | undefined;
  /** Who changed this last, such as "ITK" (the installer's app). */
  readonly lastUpdatedBy: string | undefined;
}

/** When a generator runs, from `/ivp/ss/gen_schedule`. */
export interface GeneratorSchedule {
  readonly exercise: {
    readonly intervalWeeks: number | undefined;
    /** Such as "Sun". */
    readonly day: string | undefined;
    /** In minutes after midnight. */
    readonly startMinute: number | undefined;
    readonly durationMinutes: number | undefined;
  };
  /** It starts and stops at these states of charge where the plan gives none. */
  readonly defaultStartPercent: number | undefined;
  readonly defaultStopPercent: number | undefined;
  readonly plans: readonly GeneratorPlan[];
  readonly lastUpdatedBy: string | undefined;
}

/** A part of the year in a generator's schedule. */
export interface GeneratorPlan {
  readonly id: string | undefined;
  /** Its first and last day, as month and day: "1/1", "12/31". */
  readonly firstDay: string | undefined;
  readonly lastDay: string | undefined;
  readonly days: readonly {
    readonly id: string | undefined;
    /** Such as "Mon". */
    readonly weekDays: readonly string[];
    readonly periods: readonly {
      readonly id: string | undefined;
      /** In minutes after midnight. */
      readonly startMinute: number | undefined;
      readonly durationMinutes: number | undefined;
      readonly startPercent: number | undefined;
      /** Undefined if none is set. */
      readonly stopPercent: number | undefined;
      /** Such as "AON". */
      readonly setting: string | undefined;
    }[];
  }[];
}

/** What a generator was told to do, from `/ivp/ss/gen_mode`, which only newer firmware has. */
export interface GeneratorMode {
  /** "off", "on" or "auto". */
  readonly command: string | undefined;
  readonly lastUpdatedBy: string | undefined;
}

/** A site's generator; undefined where its firmware has no such page. */
export interface Generator {
  readonly config: GeneratorConfig;
  readonly status: GeneratorStatus | undefined;
  readonly schedule: GeneratorSchedule | undefined;
  readonly mode: GeneratorMode | undefined;
}

/** Parses the text of `/ivp/ensemble/generator`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it says nothing of a generator. */
export function parseGeneratorStatus(text: string): WithProblems<GeneratorStatus> {
  const page = readPage(text, paths.generator, ["oper_state", "admin_state", "present"]);
  return page.withProblems({
    relayState: page.text("oper_state"),
    relayTarget: page.text("admin_state"),
    modeCode: page.number("admin_mode"),
    hasSchedule: page.boolean("schedule"),
    startPercent: page.unlessNegative("start_soc"),
    stopPercent: page.unlessNegative("stop_soc"),
    isExercising: page.boolean("exc_on"),
    isPresent: page.boolean("present"),
    typeCode: page.number("type"),
  });
}

/**
 * Parses the text of `/ivp/ss/gen_config`; undefined is a site without a generator, whose gateway answers `{}`.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it says nothing of a generator.
 */
export function parseGeneratorConfig(text: string): WithProblems<GeneratorConfig> | undefined {
  if (isEmptyObject(text)) return undefined;
  const expected = ["model", "manufacturer", "gen_type", "start_method"];
  const page = readPage(text, paths.generatorConfig, expected);
  return page.withProblems({
    manufacturer: page.text("manufacturer"),
    model: page.text("model"),
    generatorId: page.text("generator_id"),
    type: page.text("gen_type"),
    startMethod: page.text("start_method"),
    maxContinuousAmperes: page.number("max_cont_gen_amps"),
    ratedKilowatts: page.number("name_plate_rating_wat"),
    minLoadPercent: page.number("min_gen_loading_perc"),
    maxEfficiencyPercent: page.number("max_gen_efficiency_perc"),
    warmUpMinutes: page.number("warm_up_mins"),
    coolDownMinutes: page.number("cool_down_mins"),
    mayChargeBatteries: page.boolean("charge_from_generator"),
    lastUpdatedBy: page.text("last_updated_by"),
  });
}

/**
 * Parses the text of `/ivp/ss/gen_schedule`; undefined is a site without a generator, whose gateway answers `{}`.
 * Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no schedule.
 */
export function parseGeneratorSchedule(text: string): WithProblems<GeneratorSchedule> | undefined {
  if (isEmptyObject(text)) return undefined;
  const expected = ["schedule", "exercise_config", "default_soc"];
  const page = readPage(text, paths.generatorSchedule, expected);
  const exercise = page.object("exercise_config");
  const defaults = page.object("default_soc");
  const schedule = page.object("schedule");
  return page.withProblems({
    exercise: {
      intervalWeeks: exercise?.number("freq_in_weeks"),
      day: exercise?.text("day"),
      startMinute: exercise?.number("start"),
      durationMinutes: exercise?.number("duration"),
    },
    defaultStartPercent: defaults?.unlessNegative("start_soc"),
    defaultStopPercent: defaults?.unlessNegative("stop_soc"),
    plans: (schedule?.names() ?? []).flatMap((name) => schedule?.objects(name).map(readPlan) ?? []),
    lastUpdatedBy: page.text("last_updated_by"),
  });
}

/** Parses the text of `/ivp/ss/gen_mode`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no command. */
export function parseGeneratorMode(text: string): WithProblems<GeneratorMode> {
  const page = readPage(text, paths.generatorMode, ["gen_cmd"]);
  return page.withProblems({
    command: page.text("gen_cmd"),
    lastUpdatedBy: page.text("last_updated_by"),
  });
}

function readPlan(plan: FieldReader): GeneratorPlan {
  return {
    id: plan.text("id"),
    firstDay: plan.text("start"),
    lastDay: plan.text("end"),
    days: plan.objects("days").map((day) => ({
      id: day.text("id"),
      weekDays: day.text("week_days")?.split(",") ?? [],
      periods: day.objects("periods").map((period) => ({
        id: period.text("id"),
        startMinute: period.number("start"),
        durationMinutes: period.number("duration"),
        startPercent: period.unlessNegative("start_soc"),
        stopPercent: period.unlessNegative("stop_soc"),
        setting: period.text("setting"),
      })),
    })),
  };
}

function isEmptyObject(text: string): boolean {
  return /^\s*\{\s*\}\s*$/.test(text);
}
