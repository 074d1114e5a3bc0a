/** The exit codes of the process. Scripts rely on them. */
export const exitCode = {
  ok: 0,
  unexpected: 1,
  config: 2,
  sources: 3,
  check: 4,
  storage: 5,
  publish: 6,
  engine: 7,
  busy: 8,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each exit code means, as the help and the README list it. */
export const exitCodeMeaning: Readonly<Record<ExitCode, string>> = {
  0: "success",
  1: "unexpected error, or stopped by a signal",
  2: "mistake in the config or the command line",
  3: "some sources could not be pulled completely; the others were",
  4: "check found something wrong",
  5: "landing, table or reports could not be read or written; what was there is kept",
  6: "the table could not be published",
  7: "the engine failed, such as for want of memory",
  8: "another run is at work on the same landing or table",
};

/** An error that a person can act on; its message is all that is printed. */
export class FleetError extends Error {
  override readonly name = "FleetError";
  readonly exitCode: ExitCode;

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = code;
  }
}

/** The exit code of a run that failed with this. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof FleetError ? error.exitCode : exitCode.unexpected;
}
