import { yearAngle } from "./solar-position.js";

/** Sunlight, in watts per square metre. */
export interface Irradiance {
  /** Straight from the sun, on a plane that faces it. */
  readonly beamNormal: number;
  /** From the rest of the sky, on a horizontal plane. */
  readonly diffuse: number;
  /** Both, on a horizontal plane. */
  readonly global: number;
}

const darkness: Irradiance = { beamNormal: 0, diffuse: 0, global: 0 };

const solarConstant = 1361;

/** The global irradiance under a clear sky. Source: B. Haurwitz, Journal of Meteorology 2 (1945). */
function clearSkyGlobal(sinElevation: number): number {
  return sinElevation <= 0 ? 0 : 1098 * sinElevation * Math.exp(-0.059 / sinElevation);
}

/**
 * The irradiance at a moment when clouds let this share of a clear sky's light through. Beam and
 * diffuse light are told apart as by D. G. Erbs, S. A. Klein and J. A. Duffie, Solar Energy 28 (1982).
 */
export function irradiance(
  sinElevation: number,
  clearness: number,
  unixSeconds: number,
): Irradiance {
  const global = clearness * clearSkyGlobal(sinElevation);
  if (global <= 0) return darkness;
  // The distance to the sun changes by 1.7 % around the year.
  const above = solarConstant * (1 + 0.033 * Math.cos(yearAngle(unixSeconds))) * sinElevation;
  const diffuse = global * diffuseShare(global / above);
  return { beamNormal: (global - diffuse) / sinElevation, diffuse, global };
}

function diffuseShare(kt: number): number {
  if (kt <= 0.22) return 1 - 0.09 * kt;
  if (kt > 0.8) return 0.165;
  return 0.9511 + kt * (-0.1604 + kt * (4.388 + kt * (-16.638 + kt * 12.336)));
}
