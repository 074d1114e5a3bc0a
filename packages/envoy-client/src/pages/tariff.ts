import { EnvoyError } from "../errors.js";
import { type FieldReader, readPage, type WithProblems } from "./field-reader.js";
import { paths } from "./paths.js";

/** What energy costs, and how the batteries are used for it, from `/admin/lib/tariff`. */
export interface Tariff {
  /** Such as "EUR". */
  readonly currencyCode: string | undefined;
  /** When it was changed, in seconds since 1970 (UTC). */
  readonly changedDate: number | undefined;
  /** Per kWh, where one rate is always valid. */
  readonly singleRate: {
    readonly buyRate: number | undefined;
    readonly sellRate: number | undefined;
  };
  /** Undefined in old firmware (4.10, 5.0). */
  readonly storage: StorageSettings | undefined;
  readonly seasons: readonly TariffSeason[];
  /** The seasons for energy that is sold. */
  readonly sellSeasons: readonly TariffSeason[];
}

/** How the batteries are used. */
export interface StorageSettings {
  /** "backup", "self-consumption" or "economy"; older firmware's "savings-mode" is given as "economy". */
  readonly mode: string | undefined;
  /** Such as "prioritize-energy"; "" if there is none. */
  readonly modeSubtype: string | undefined;
  /** The state of charge that is kept for an outage. */
  readonly reservePercent: number | undefined;
  /** Below this state of charge the batteries protect themselves. */
  readonly veryLowPercent: number | undefined;
  readonly mayChargeFromGrid: boolean | undefined;
  /** Enphase plans the schedule; since firmware 8.2. */
  readonly isScheduleOptimized: boolean | undefined;
  /** When this was changed, in seconds since 1970 (UTC). */
  readonly changedDate: number | undefined;
}

/** A season, until the next begins. */
export interface TariffSeason {
  readonly id: string | undefined;
  /** Its first day, as month and day: "6/1". */
  readonly firstDay: string | undefined;
  readonly days: readonly TariffDays[];
  /** Rates that depend on how much was used; empty if they do not. */
  readonly tiers: readonly {
    readonly id: string | undefined;
    /** In the unit of the tariff, usually kWh a month; undefined if it has no limit. */
    readonly limit: number | undefined;
    readonly rate: number | undefined;
  }[];
}

/** Days of the week with the same rates. */
export interface TariffDays {
  readonly id: string | undefined;
  /** Such as "Mon". */
  readonly weekDays: readonly string[];
  /** When the batteries must be charged, in minutes after midnight. */
  readonly mustChargeStartMinute: number | undefined;
  readonly mustChargeDurationMinutes: number | undefined;
  /** "CG" or "CP" in recordings; perhaps from the grid, and from solar power. */
  readonly mustChargeMode: string | undefined;
  /** "DL" in recordings. */
  readonly peakRule: string | undefined;
  readonly mayDischargeToGrid: boolean | undefined;
  readonly periods: readonly {
    readonly id: string | undefined;
    /** In minutes after midnight; until the next begins. */
    readonly startMinute: number | undefined;
    /** Per kWh. */
    readonly rate: number | undefined;
  }[];
}

/** Parses the text of `/admin/lib/tariff`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it contains no tariff. */
export function parseTariff(text: string): WithProblems<Tariff> {
  const page = readPage(text, paths.tariff, ["tariff"]);
  const tariff = page.object("tariff");
  if (tariff === undefined || tariff.names().length === 0) {
    const message = `The answer from ${paths.tariff} contains no tariff.`;
    throw new EnvoyError("ERR_INVALID_BODY", message, { body: text });
  }
  const singleRate = tariff.object("single_rate");
  const storage = tariff.object("storage_settings");
  return page.withProblems({
    currencyCode: tariff.object("currency")?.text("code"),
    changedDate: tariff.time("date"),
    singleRate: {
      buyRate: singleRate?.number("rate"),
      sellRate: singleRate?.number("sell"),
    },
    storage: storage && readStorageSettings(storage),
    seasons: tariff.objects("seasons").map(readSeason),
    sellSeasons: tariff.objects("seasons_sell").map(readSeason),
  });
}

function readStorageSettings(storage: FieldReader): StorageSettings {
  const mode = storage.text("mode");
  return {
    mode: mode === "savings-mode" ? "economy" : mode,
    modeSubtype: storage.text("operation_mode_sub_type"),
    reservePercent: storage.number("reserved_soc"),
    veryLowPercent: storage.number("very_low_soc"),
    mayChargeFromGrid: storage.boolean("charge_from_grid"),
    isScheduleOptimized: storage.boolean("opt_schedules"),
    changedDate: storage.time("date"),
  };
}

function readSeason(season: FieldReader): TariffSeason {
  return {
    id: season.text("id"),
    firstDay: season.text("start"),
    days: season.objects("days").map((day) => ({
      id: day.text("id"),
      weekDays: day.text("days")?.split(",") ?? [],
      mustChargeStartMinute: day.number("must_charge_start"),
      mustChargeDurationMinutes: day.number("must_charge_duration"),
      mustChargeMode: day.text("must_charge_mode"),
      peakRule: day.text("peak_rule"),
      mayDischargeToGrid: day.boolean("enable_discharge_to_grid"),
      periods: day.objects("periods").map((period) => ({
        id: period.text("id"),
        startMinute: period.number("start"),
        rate: period.number("rate"),
      })),
    })),
    tiers: season.objects("tiers").map((tier) => ({
      id: tier.text("id"),
      limit: tier.unlessNegative("limit"),
      rate: tier.number("rate"),
    })),
  };
}
