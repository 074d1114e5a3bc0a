import type { Select } from "./dialect.js";

/** Rows that an engine writes into a folder as Parquet. */
export interface WriteJob {
  /** Tells the jobs of one call apart: lower-case letters, digits and hyphens. */
  readonly id: string;
  readonly select: Select;
  /** The columns that are written, in this order, all of them given by the select. */
  readonly columns: readonly string[];
  /** The columns by which each file is sorted. */
  readonly orderBy: readonly string[];
  /**
   * "none": all rows are in `rows.parquet`. "day": those of each UTC day of `period_end_time` are in `day=2026-11-29.parquet`.
   * No file has no rows.
   * @default "none"
   */
  readonly split?: "none" | "day";
  /** The absolute path of a folder that is empty or not there yet. */
  readonly folder: string;
}

/** One row of a small answer. 64-bit integers are bigint, times are Date. */
export type Row = Readonly<Record<string, unknown>>;

/** What runs SQL over Parquet files. It sees files and folders, and knows nothing of landings, manifests and generations. */
export interface FleetEngine {
  readonly name: "duckdb" | "spark";
  /**
   * Writes the rows of each job. A job whose folder is complete has been reported to `onWritten`; after a rejection, the
   * others' folders hold anything. Rejects with `FleetEngineError`, or with the signal's reason.
   */
  write(jobs: readonly WriteJob[], options?: WriteOptions): Promise<void>;
  /** The answers of selects that return few rows, in their order. Rejects with `FleetEngineError`, or with the signal's reason. */
  read(selects: readonly Select[], options?: EngineCall): Promise<readonly (readonly Row[])[]>;
  close(): Promise<void>;
}

export interface EngineCall {
  readonly signal?: AbortSignal;
}

export interface WriteOptions extends EngineCall {
  /** The job whose files are complete, though not yet synced. */
  readonly onWritten?: (job: WriteJob) => void | Promise<void>;
}
