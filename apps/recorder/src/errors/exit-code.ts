/** The exit codes of the process. Scripts rely on them. */
export const exitCode = {
  ok: 0,
  unexpected: 1,
  config: 2,
  gateway: 3,
  token: 4,
  storage: 5,
  upload: 6,
  quarantine: 7,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each exit code means, as the help and the README list it. */
export const exitCodeMeaning: Readonly<Record<ExitCode, string>> = {
  0: "success",
  1: "unexpected error, or stopped by a signal",
  2: "mistake in the config or the command line",
  3: "no usable answer from the gateway or from Enphase",
  4: "the token or the Enphase login was refused",
  5: "archive, buffer or state could not be read or written; what was saved is kept",
  6: "upload failed",
  7: "polls that could not be used completely: a flush moves them to quarantine",
};

export function isExitCode(code: unknown): code is ExitCode {
  return Object.values<unknown>(exitCode).includes(code);
}

/** From the one that a person should hear of first: trouble with the disk comes before trouble with the gateway. */
export const byGravity: readonly ExitCode[] = [
  exitCode.unexpected,
  exitCode.storage,
  exitCode.config,
  exitCode.token,
  exitCode.gateway,
  exitCode.upload,
  exitCode.quarantine,
];

/** The exit code of a run whose steps ended with these. */
export function worstOf(codes: readonly ExitCode[]): ExitCode {
  return byGravity.find((code) => codes.includes(code)) ?? exitCode.ok;
}

/** An error that a person can act on; its message is all that is printed. */
export class RecorderError extends Error {
  override readonly name = "RecorderError";
  readonly exitCode: ExitCode;

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = code;
  }
}

/** The exit code of a run that failed with this. */
export function exitCodeOf(error: unknown): ExitCode {
  return error instanceof RecorderError ? error.exitCode : exitCode.unexpected;
}
