import type { RoofFault, SiteOptions } from "@envoy/envoy-simulator";

/** A roof of two sides near London, as `[site]` describes it. */
export interface TwoSides extends SiteOptions {
  readonly timeZone: string;
  readonly site: string;
}

/** The serial number of an inverter by its place. */
export function serialOf(inverter: number): string {
  return String(482_202_080_000 + 17 * inverter);
}

/** The first half of the panels face south, the others west. They have positions if that is said. */
export function twoSides(
  inverters: number,
  {
    faults,
    positions = false,
  }: { readonly faults: readonly RoofFault[]; readonly positions?: boolean },
): TwoSides {
  const half = inverters / 2;
  const all = Array.from({ length: inverters }, (_, i) => i);
  const nameOf = (i: number): string => (i < half ? `South ${i + 1}` : `West ${i - half + 1}`);
  const list = (of: readonly number[]): string => of.map((i) => `"${serialOf(i)}"`).join(", ");
  const places = all.map((i) => `"${serialOf(i)}" = [${i % half}, ${i < half ? 0 : 1.5}]`);
  return {
    timeZone: "Europe/London",
    sky: { latitude: 51.5, longitude: -0.1 },
    roofs: [
      { name: "South", azimuth: 180, tilt: 35, inverters: half },
      { name: "West", azimuth: 270, tilt: 30, inverters: half },
    ],
    faults,
    site: [
      "[site.names]",
      ...all.map((i) => `"${serialOf(i)}" = "${nameOf(i)}"`),
      "[site.groups]",
      `South = [${list(all.slice(0, half))}]`,
      `West = [${list(all.slice(half))}]`,
      ...(positions ? ["[site.positions]", ...places] : []),
      "",
    ].join("\n"),
  };
}
