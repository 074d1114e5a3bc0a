import { parseArgs } from "node:util";

/** What a soak is asked to do. */
export interface SoakOptions {
  /** Decides every trouble and its order. How many of them come depends on the time. */
  readonly seed: number;
  /** @default 10 */
  readonly minutes: number;
}

/** Reads the command line. Throws `TypeError` where it makes no sense. */
export function readOptions(args: readonly string[]): SoakOptions {
  const { values } = parseArgs({
    args: [...args],
    options: { seed: { type: "string" }, minutes: { type: "string", default: "10" } },
  });
  const seed =
    values.seed === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(values.seed);
  const minutes = Number(values.minutes);
  if (!Number.isSafeInteger(seed)) throw new TypeError("--seed is an integer");
  if (!(minutes > 0)) throw new TypeError("--minutes is a number above 0");
  return { seed, minutes };
}
