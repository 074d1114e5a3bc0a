/** A lock could neither be taken nor found to be held; `path` is the folder's, `cause` what the system said. */
export class ProcessLockError extends Error {
  override readonly name = "ProcessLockError";
  readonly code = "ERR_LOCK";
  readonly path: string;

  constructor(path: string, cause: unknown) {
    const said = cause instanceof Error ? cause.message : String(cause);
    super(`Cannot lock ${path}: ${said}`, { cause });
    this.path = path;
  }
}
