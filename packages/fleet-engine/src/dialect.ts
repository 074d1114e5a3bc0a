/** What differs between the engines' SQL. A select is written once, and calls these where they differ. */
export interface Dialect {
  readonly name: "duckdb" | "spark";
  /**
   * The rows of Parquet files that all have the same columns, as a relation for FROM. Throws `TypeError` if there is no file,
   * `FleetEngineError` (`ERR_PATH`) if the engine gives a meaning to a character of a path.
   */
  files(paths: readonly string[]): string;
  /** A moment, to the millisecond, to compare with a column of timestamps. */
  moment(at: Date): string;
  /** The microseconds since 1970 of an expression that is a timestamp, as a bigint. */
  microseconds(timestamp: string): string;
}

/** A query in the words that both engines know, with holes that a dialect fills. */
export type Select = (dialect: Dialect) => string;
