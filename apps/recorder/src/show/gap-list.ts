import type { GapEnergy, TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { heldText } from "./held-energy.js";
import { nameOf } from "./inverters.js";

/** The gaps of a day or month one by one, with the energy that each held. */
export function gapList(
  config: Config,
  gaps: readonly GapEnergy[],
  zone: TimeZone,
  time: string,
): string {
  if (gaps.length === 0) return `No readings are missing of ${time}.`;
  const count = gaps.length === 1 ? "1 gap" : `${gaps.length} gaps`;
  const width = Math.max(...gaps.map(({ inverter }) => nameOf(config, inverter).length));
  const local = (at: number): string => zone.format(at).slice(0, 16).replace("T", " ");
  const rows = gaps.map((gap) => {
    const name = nameOf(config, gap.inverter).padEnd(width);
    return `${local(gap.from)} to ${local(gap.to)}  ${name}  ${energy(gap)}`;
  });
  return [`${time}  ${zone.name}  ${count}, ${heldText(gaps)}`, "", ...rows].join("\n");
}

function energy({ joules, uncertaintyJoules }: GapEnergy): string {
  if (Number.isNaN(joules)) return "energy not known";
  const kWh = (value: number): string => (value / 3.6e6).toFixed(3);
  const uncertainty = uncertaintyJoules === 0 ? "" : ` ± ${kWh(uncertaintyJoules)}`;
  return `${kWh(joules)}${uncertainty} kWh`;
}
