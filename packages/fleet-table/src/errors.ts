/**
 * - `ERR_MANIFEST`: a manifest of a table cannot be used.
 * - `ERR_LAYOUT`: files, shards or generations are not as the layout says.
 * - `ERR_MISSING_FILE`: a file or folder that has to be there is missing.
 * - `ERR_PARQUET`: a Parquet file cannot be described.
 * - `ERR_ROWS`: what an engine wrote cannot be the rows of its job.
 * - `ERR_STALE_PLAN`: the table has changed since the plan was made.
 * - `ERR_STORAGE`: the disk failed; `cause` is Node's system error.
 */
export type FleetTableErrorCode =
  | "ERR_MANIFEST"
  | "ERR_LAYOUT"
  | "ERR_MISSING_FILE"
  | "ERR_PARQUET"
  | "ERR_ROWS"
  | "ERR_STALE_PLAN"
  | "ERR_STORAGE";

/** What failed in a table or a landing, where, and what to do. */
export class FleetTableError extends Error {
  override readonly name = "FleetTableError";
  readonly code: FleetTableErrorCode;
  /** The file or folder at fault, if there is one. */
  readonly path: string | undefined;

  constructor(
    code: FleetTableErrorCode,
    path: string | undefined,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.code = code;
    this.path = path;
  }
}
