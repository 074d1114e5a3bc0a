import * as z from "zod/mini";
import { jsonOf } from "./json-of.js";
import { parseList, parseOne } from "./parse-list.js";
import { paths } from "./paths.js";
import type { Problem } from "./problem.js";
import { unwrapNegatives } from "./unwrap-negatives.js";

/** `/api/v1/production`: the whole site, as its inverters report it. */
export interface ProductionTotals {
  readonly wattsNow: number;
  readonly wattHoursToday: number;
  readonly wattHoursSevenDays: number;
  readonly wattHoursLifetime: number;
  /** Numbers that had wrapped around 32 bits and were corrected, by name. */
  readonly repaired: readonly string[];
}

/** One line of `/production.json`: the inverters together, or a meter ("eim"). */
export interface ProductionEntry {
  /** "inverters", "eim", "acb", ... */
  readonly type: string;
  /** Of a meter: "production", "total-consumption", "net-consumption". */
  readonly measurementType?: string | undefined;
  readonly activeCount?: number | undefined;
  /** In seconds since 1970 (UTC); 0 if nothing was read yet. */
  readonly readingTime?: number | undefined;
  /** Power now, in watts; negative in the opposite direction. */
  readonly wNow?: number | undefined;
  /** Energy so far, in watt-hours. */
  readonly whLifetime?: number | undefined;
  /** Energy of the gateway's day so far, in watt-hours. Meters only. */
  readonly whToday?: number | undefined;
}

/** The parts of `/production.json`. */
export interface Production {
  readonly production: readonly ProductionEntry[];
  readonly consumption: readonly ProductionEntry[];
  readonly storage: readonly ProductionEntry[];
  readonly problems: readonly Problem[];
  /** Numbers that had wrapped around 32 bits and were corrected, by place. */
  readonly repaired: readonly string[];
}

const totalsSchema: z.ZodMiniType<Omit<ProductionTotals, "repaired">> = z.looseObject({
  wattsNow: z.number(),
  wattHoursToday: z.number(),
  wattHoursSevenDays: z.number(),
  wattHoursLifetime: z.number(),
});

const number = z.optional(z.number());
const entrySchema: z.ZodMiniType<ProductionEntry> = z.looseObject({
  type: z.string(),
  measurementType: z.optional(z.string()),
  activeCount: number,
  readingTime: number,
  wNow: number,
  whLifetime: number,
  whToday: number,
});

/** Parses the text of `/api/v1/production`. Throws `EnvoyError` (`ERR_INVALID_BODY`). */
export function parseProductionTotals(text: string): ProductionTotals {
  const page = paths.productionTotals;
  const repaired: string[] = [];
  const json = unwrapNegatives(jsonOf(text, page), ["wattsNow"], "", repaired);
  const totals = parseOne(json, totalsSchema, page);
  return { ...totals, repaired: repaired.map((at) => at.slice(1)) };
}

/** Parses the text of `/production.json`. Throws `EnvoyError` (`ERR_INVALID_BODY`) if it is not an object with these parts. */
export function parseProduction(text: string): Production {
  const page = paths.production;
  const parts = z.looseObject({
    production: z.optional(z.array(z.unknown())),
    consumption: z.optional(z.array(z.unknown())),
    storage: z.optional(z.array(z.unknown())),
  });
  const json = parseOne(jsonOf(text, page), parts, page);
  const problems: Problem[] = [];
  const repaired: string[] = [];
  const part = (name: "production" | "consumption" | "storage"): readonly ProductionEntry[] => {
    const parsed = parseList(json[name] ?? [], entrySchema, page, ["wNow"]);
    problems.push(...parsed.problems.map(({ at, message }) => ({ at: name + at, message })));
    repaired.push(...parsed.repaired.map((at) => name + at));
    return parsed.items;
  };
  return {
    production: part("production"),
    consumption: part("consumption"),
    storage: part("storage"),
    problems,
    repaired,
  };
}
