import { irradiance } from "./clear-sky.js";
import { createClouds } from "./clouds.js";
import { seededRandom } from "./random.js";
import { solarPosition, yearAngle } from "./solar-position.js";

/** Options of a sky with seasons. */
export interface SkyOptions {
  /** In degrees, south negative. */
  readonly latitude: number;
  /** In degrees, west negative. */
  readonly longitude: number;
  /** Sites of the same seed and place have the same clouds. @default the site's seed */
  readonly seed?: number;
}

/** How far apart the moments are for which a sky is computed, in seconds; between them it changes evenly. */
export const stepSeconds = 300;
const day = 86_400;
const stepsOfDay = day / stepSeconds;
const radian = Math.PI / 180;

/** One day (UTC) of a sky, at each step from midnight to midnight. Irradiance is in watts per square metre. */
export interface SkyDay {
  readonly elevationDegrees: Float32Array;
  readonly azimuthDegrees: Float32Array;
  readonly beamNormal: Float32Array;
  readonly diffuse: Float32Array;
  readonly global: Float32Array;
  readonly ambientCelsius: Float32Array;
}

/** The sky above a site: its days are computed once, for all roofs and inverters. */
export class Sky {
  readonly #latitude: number;
  readonly #longitude: number;
  readonly #seed: number;
  readonly #clouds: (unixSeconds: number) => number;
  readonly #days = new Map<number, SkyDay>();

  constructor({ latitude, longitude, seed = 1 }: SkyOptions) {
    this.#latitude = latitude;
    this.#longitude = longitude;
    this.#seed = seed;
    this.#clouds = createClouds(seed, latitude);
  }

  /** A day by its number since 1970. */
  dayOf(number: number): SkyDay {
    const known = this.#days.get(number);
    if (known !== undefined) return known;
    const sky = this.#compute(number * day);
    this.#days.set(number, sky);
    return sky;
  }

  #compute(midnight: number): SkyDay {
    const column = (): Float32Array => new Float32Array(stepsOfDay + 1);
    const sky = {
      elevationDegrees: column(),
      azimuthDegrees: column(),
      beamNormal: column(),
      diffuse: column(),
      global: column(),
      ambientCelsius: column(),
    };
    const warmth = this.#warmthOf(midnight);
    const warmthAfter = this.#warmthOf(midnight + day);
    for (let step = 0; step <= stepsOfDay; step++) {
      const moment = midnight + step * stepSeconds;
      const sun = solarPosition(this.#latitude, this.#longitude, moment);
      sky.elevationDegrees[step] = sun.elevationDegrees;
      sky.azimuthDegrees[step] = sun.azimuthDegrees;
      const share = step / stepsOfDay;
      // Warmest three hours after noon.
      const hourAngle = 2 * Math.PI * (share + this.#longitude / 360 - 15 / 24);
      sky.ambientCelsius[step] = warmth + (warmthAfter - warmth) * share + 4 * Math.cos(hourAngle);
      if (sun.elevationDegrees <= 0) continue;
      const sinElevation = Math.sin(sun.elevationDegrees * radian);
      const light = irradiance(sinElevation, this.#clouds(moment), moment);
      sky.beamNormal[step] = light.beamNormal;
      sky.diffuse[step] = light.diffuse;
      sky.global[step] = light.global;
    }
    return sky;
  }

  /** The mean temperature around a midnight: colder far from the equator, coldest a month after midwinter. */
  #warmthOf(midnight: number): number {
    const distance = Math.abs(this.#latitude);
    const lag = 0.6;
    const season = -Math.cos(yearAngle(midnight) - lag) * Math.sign(this.#latitude);
    const weather = 6 * (seededRandom(this.#seed, 94, midnight / day) - 0.5);
    return 28 - 0.35 * distance + 0.16 * distance * season + weather;
  }
}

/** A value of a column of a day at a moment of that day, in seconds after its midnight. */
export function valueAt(column: Float32Array, second: number): number {
  const step = second / stepSeconds;
  const whole = Math.floor(step);
  const from = column[whole] ?? 0;
  return from + ((column[whole + 1] ?? from) - from) * (step - whole);
}
