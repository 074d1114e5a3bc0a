import { addDays, type GapEnergy, type Readings, type TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { siteGaps } from "../insight/site-gaps.js";
import type { ArchiveFacts } from "./archive-facts.js";

/** How many local days the status tells the gaps of, today included. */
export const countedDays = 7;

/** A time of which no reading of an inverter tells, though it should, as `status --json` has it. */
export interface StatusGap {
  readonly serialNumber: string;
  readonly name: string | null;
  readonly from: string;
  readonly to: string;
  /** Null if it cannot be known. */
  readonly joules: number | null;
  readonly uncertaintyJoules: number | null;
  readonly source: "lifetime" | "day" | null;
}

/** The gaps of the last days and the energy that they held; what is later than the newest reading may wait in the buffer. */
export async function gapFacts(
  config: Config,
  zone: TimeZone,
  recent: Readings,
  { last = 0 }: Pick<ArchiveFacts, "last">,
  now: number,
): Promise<readonly StatusGap[]> {
  const today = zone.dayOf(now);
  const days = zone.days(addDays(today, 1 - countedDays), today);
  const gaps = await siteGaps(config, zone, recent, days, Math.min(last, now));
  return gaps.map((gap) => statusGap(config, gap));
}

function statusGap({ site }: Pick<Config, "site">, gap: GapEnergy): StatusGap {
  const numberOf = (value: number): number | null => (Number.isNaN(value) ? null : value);
  return {
    serialNumber: gap.inverter,
    name: site.names[gap.inverter] ?? null,
    from: new Date(gap.from).toISOString(),
    to: new Date(gap.to).toISOString(),
    joules: numberOf(gap.joules),
    uncertaintyJoules: numberOf(gap.uncertaintyJoules),
    source: gap.source ?? null,
  };
}

/** The lines of `status` about gaps; none if there are no gaps. */
export function gapTexts(gaps: readonly StatusGap[]): readonly [label: string, text: string][] {
  if (gaps.length === 0) return [];
  const known = gaps.flatMap(({ joules }) => joules ?? []);
  const kWh = known.reduce((sum, joules) => sum + joules, 0) / 3.6e6;
  const count = gaps.length === 1 ? "1 gap" : `${gaps.length} gaps`;
  const held = known.length === 0 ? "energy not known" : `held ${kWh.toFixed(2)} kWh`;
  const unknown = gaps.length - known.length;
  const but = known.length === 0 || unknown === 0 ? "" : `, not known of ${unknown}`;
  return [["gaps", `${count} in the last ${countedDays} days, ${held}${but}`]];
}
