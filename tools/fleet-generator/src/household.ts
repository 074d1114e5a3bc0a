/** A simulated household and the files of its dataset. */
export interface Household {
  /** Such as "household-07/solar". */
  readonly name: string;
  /** By their path in the dataset. */
  readonly files: ReadonlyMap<string, Uint8Array>;
}
