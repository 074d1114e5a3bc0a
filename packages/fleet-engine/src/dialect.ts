/** What differs between the engines' SQL. A select is written once, and calls these where they differ. */
export interface Dialect {
  readonly name: "duckdb" | "spark";
  /** The rows of Parquet files that all have the same columns, as a relation for FROM. Throws `TypeError` if there is no file. */
  files(paths: readonly string[]): string;
}

/** A query in the words that both engines know, with holes that a dialect fills. */
export type Select = (dialect: Dialect) => string;
