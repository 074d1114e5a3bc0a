import type { TableContent } from "../../charts/data-table.js";
import type { Panels } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { clockTime } from "../../format/date.js";
import { energyText, kilowattHours, powerText } from "../../format/quantity.js";
import { comparedWith } from "./panels-sentence.js";
import type { Tile } from "./roof.js";

/** The steps of a day in which somebody reports, from the first to the one after the last. */
export function daylightOf({ reporting }: Panels): { readonly from: number; readonly to: number } {
  const from = reporting.findIndex((count) => count > 0);
  return { from: Math.max(0, from), to: reporting.findLastIndex((count) => count > 0) + 1 };
}

/** The place of a time such as "12:15" among the steps of daylight; undefined if it is none of them. */
export function placeOfTime(
  time: string | undefined,
  { from, stepMs }: Panels,
  light: { readonly from: number; readonly to: number },
  zone: string,
): number | undefined {
  if (time === undefined) return undefined;
  for (let step = light.from; step < light.to; step++) {
    if (clockTime(from + step * stepMs, zone) >= time) return step - light.from;
  }
  return undefined;
}

export function greatestOf(values: ArrayLike<number>): number {
  let greatest = 0;
  for (let i = 0; i < values.length; i++) greatest = Math.max(greatest, values[i] || 0);
  return greatest;
}

export function dayTiles(site: Site, { joulesByInverter, ratioOfDay }: Panels): readonly Tile[] {
  const most = greatestOf(joulesByInverter);
  return site.inverters.map(({ group }, place) => {
    const joules = joulesByInverter[place] ?? Number.NaN;
    return {
      share: most > 0 ? joules / most : joules,
      value: Number.isNaN(joules) ? "–" : kilowattHours(joules),
      ...ratioTexts(site, group, energyText(joules), ratioOfDay[place]),
    };
  });
}

/** The tiles at a step; `most` is the greatest power of the day. */
export function stepTiles(
  site: Site,
  panels: Panels,
  { step, most }: { readonly step: number; readonly most: number },
): readonly Tile[] {
  return site.inverters.map(({ group }, place) => {
    const watts = panels.byInverter[place]?.[step] ?? Number.NaN;
    return {
      share: most > 0 ? watts / most : watts,
      value: Number.isNaN(watts) ? "–" : String(Math.round(watts)),
      ...ratioTexts(site, group, powerText(watts), panels.ratios[place]?.[step]),
    };
  });
}

function ratioTexts(
  site: Site,
  group: string | undefined,
  value: string,
  ratio = Number.NaN,
): Pick<Tile, "ratio" | "text"> {
  if (value === "unknown") return { ratio: "", text: "no reading" };
  if (Number.isNaN(ratio)) return { ratio: "", text: value };
  const percent = `${Math.round(ratio * 100)}\u00a0%`;
  return { ratio: percent, text: `${value}, ${percent} of ${comparedWith(site, group)}` };
}

export function tableOf(
  site: Site,
  panels: Panels,
  step: number | undefined,
  day: string,
): TableContent {
  const isDay = step === undefined;
  const rows = site.inverters.map(({ name, group }, place) => {
    const value = isDay
      ? energyText(panels.joulesByInverter[place] ?? Number.NaN)
      : powerText(panels.byInverter[place]?.[step] ?? Number.NaN);
    const ratio = (isDay ? panels.ratioOfDay : panels.ratios[place])?.[step ?? place] ?? Number.NaN;
    const share = Number.isNaN(ratio) ? "unknown" : `${Math.round(ratio * 100)}\u00a0%`;
    return [name, group ?? "–", value === "unknown" ? "no reading" : value, share];
  });
  return {
    columns: ["Panel", "Group", isDay ? "Energy" : "Power", "Of the median of its group"],
    rows,
    empty: `Nothing is known of ${day}.`,
  };
}
