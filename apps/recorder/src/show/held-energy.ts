import type { GapEnergy } from "@envoy/solar-insight";

/** How much energy gaps held together, such as "held 1.52 kWh" or "held 1.20 kWh, not known of 2". */
export function heldText(gaps: readonly GapEnergy[]): string {
  const known = gaps.filter(({ joules }) => !Number.isNaN(joules));
  if (known.length === 0) return "energy not known";
  const joules = known.reduce((sum, gap) => sum + gap.joules, 0);
  const held = `held ${(joules / 3.6e6).toFixed(2)} kWh`;
  const unknown = gaps.length - known.length;
  return unknown === 0 ? held : `${held}, not known of ${unknown}`;
}
