import { type Household, type HouseholdOptions, makeHousehold } from "./household.js";

/** Options of {@link households}. */
export interface HouseholdsOptions extends HouseholdOptions {
  readonly count: number;
}

/** Simulated households, each in a town that it shares with every sixth other one. About 300 bytes of memory a reading. */
export async function households({
  count,
  ...options
}: HouseholdsOptions): Promise<readonly Household[]> {
  const digits = Math.max(2, String(count - 1).length);
  const made: Household[] = [];
  for (let index = 0; index < count; index++) {
    made.push(await makeHousehold(index, { digits, ...options }));
  }
  return made;
}
