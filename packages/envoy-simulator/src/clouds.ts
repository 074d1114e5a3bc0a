import { seededRandom } from "./random.js";
import { yearAngle } from "./solar-position.js";

const day = 86_400;
/** How much of a day's clearness the next day inherits, and how many days are remembered. */
const persistence = 0.5;
const rememberedDays = 6;
/** Clouds move at two paces, in seconds. */
const slow = 7200;
const fast = 1500;

/** The share of a clear sky's light that clouds let through at a moment, from 0.06 to 1. */
export type Clouds = (unixSeconds: number) => number;

/**
 * Clouds over one place: clear and dull days follow one another with some persistence, winters are
 * duller than summers, and within a day clouds move most when the sky is half covered. `latitude`
 * tells when winter is.
 */
export function createClouds(seed: number, latitude: number): Clouds {
  let knownDay = Number.NaN;
  let [today, tomorrow] = [0, 0];
  return (unixSeconds) => {
    const number = Math.floor(unixSeconds / day);
    if (number !== knownDay) {
      knownDay = number;
      today = clearnessOf(seed, latitude, number);
      tomorrow = clearnessOf(seed, latitude, number + 1);
    }
    const mean = today + (tomorrow - today) * (unixSeconds / day - number);
    const movement =
      0.65 * noise(seed, 91, unixSeconds / slow) + noise(seed, 92, unixSeconds / fast);
    return Math.max(0.06, Math.min(1, mean + 1.5 * mean * (1 - mean) * movement));
  };
}

/** The mean clearness around the beginning of a day (UTC), given by its number since 1970. */
function clearnessOf(seed: number, latitude: number, number: number): number {
  let weight = 1;
  let [sum, squares] = [0, 0];
  for (let age = 0; age < rememberedDays; age++) {
    // The sum of two even distributions is bell-shaped enough.
    const bell = seededRandom(seed, 90, number - age) + seededRandom(seed, 93, number - age) - 1;
    sum += weight * bell;
    squares += weight * weight;
    weight *= persistence;
  }
  // The variance of `bell` is 1/6.
  const normal = sum / Math.sqrt(squares / 6);
  const summer = -Math.cos(yearAngle(number * day)) * Math.max(-1, Math.min(1, latitude / 40));
  const rank = 1 / (1 + Math.exp(-1.7 * (normal + 0.3 * summer)));
  return 0.1 + 0.9 * rank ** 0.9;
}

/** Smooth noise from -1 to 1 that passes through a random number at each whole `x`. */
function noise(seed: number, salt: number, x: number): number {
  const whole = Math.floor(x);
  const share = x - whole;
  const smooth = share * share * (3 - 2 * share);
  const from = seededRandom(seed, salt, whole);
  return 2 * (from + (seededRandom(seed, salt, whole + 1) - from) * smooth) - 1;
}
