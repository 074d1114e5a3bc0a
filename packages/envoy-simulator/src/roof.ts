import { type Sky, stepSeconds } from "./sky.js";

/** A group of inverters whose panels face the same way. */
export interface RoofOptions {
  readonly name: string;
  /** Where the panels face, in degrees clockwise from north: 90 is east, 180 south. */
  readonly azimuth: number;
  /** In degrees: 0 lies flat, 90 is a wall. */
  readonly tilt: number;
  /** How many inverters it has. They are numbered through, from the first roof on. */
  readonly inverters: number;
  /** What a panel gives in the sun of its data sheet (1000 W/m², 25 °C). @default 290 */
  readonly panelWatts?: number;
  /** More than this an inverter never gives, in watts. @default 290 */
  readonly inverterWatts?: number;
}

/** What a flawless panel gives on one day (UTC) at each step of the sky, in watts. */
export interface PanelDay {
  /** From the beam of the sun, which an obstacle takes away. */
  readonly beam: Float32Array;
  /** From the rest of the sky and from the ground. */
  readonly rest: Float32Array;
  readonly total: Float32Array;
}

const radian = Math.PI / 180;
const groundReflection = 0.2;
/** What dust, wires and differences between cells leave. */
const systemShare = 0.95;
/** A panel loses 0.4 % of its power per degree above 25, and is 25 degrees warmer than the air in 800 W/m². */
const lossPerDegree = 0.004;
const degreesPerIrradiance = 25 / 800;

/**
 * The panels of one roof. The light on a tilted plane is that of B. Y. H. Liu and R. C. Jordan, Solar
 * Energy 7 (1963): the beam by its angle, and an evenly bright sky and ground by their shares of the view.
 */
export class Roof {
  readonly inverterWatts: number;
  readonly #sky: Sky;
  readonly #panelWatts: number;
  readonly #tilt: number;
  readonly #azimuth: number;
  readonly #days = new Map<number, PanelDay>();

  constructor(options: RoofOptions, sky: Sky) {
    const { panelWatts = 290, inverterWatts = 290 } = options;
    this.inverterWatts = inverterWatts;
    this.#panelWatts = panelWatts;
    this.#sky = sky;
    this.#tilt = options.tilt * radian;
    this.#azimuth = options.azimuth * radian;
  }

  /** A day by its number since 1970. */
  dayOf(number: number): PanelDay {
    const known = this.#days.get(number);
    if (known !== undefined) return known;
    const panel = this.#compute(number);
    this.#days.set(number, panel);
    return panel;
  }

  #compute(number: number): PanelDay {
    const sky = this.#sky.dayOf(number);
    const [sinTilt, cosTilt] = [Math.sin(this.#tilt), Math.cos(this.#tilt)];
    const [skyShare, groundShare] = [(1 + cosTilt) / 2, (groundReflection * (1 - cosTilt)) / 2];
    const steps = sky.global.length;
    const beam = new Float32Array(steps);
    const rest = new Float32Array(steps);
    const total = new Float32Array(steps);
    for (const [step, global] of sky.global.entries()) {
      if (global <= 0) continue;
      const elevation = (sky.elevationDegrees[step] ?? 0) * radian;
      const turn = (sky.azimuthDegrees[step] ?? 0) * radian - this.#azimuth;
      const cosIncidence =
        Math.sin(elevation) * cosTilt + Math.cos(elevation) * sinTilt * Math.cos(turn);
      const onPlane = (sky.beamNormal[step] ?? 0) * Math.max(0, cosIncidence);
      const around = (sky.diffuse[step] ?? 0) * skyShare + global * groundShare;
      const cell = (sky.ambientCelsius[step] ?? 0) + degreesPerIrradiance * (onPlane + around);
      const watts = (this.#panelWatts / 1000) * systemShare * (1 - lossPerDegree * (cell - 25));
      beam[step] = watts * onPlane;
      rest[step] = watts * around;
      total[step] = watts * (onPlane + around);
    }
    return { beam, rest, total };
  }
}

/** The moment of a step of a day, in seconds since 1970. */
export function momentOf(dayNumber: number, step: number): number {
  return dayNumber * 86_400 + step * stepSeconds;
}
