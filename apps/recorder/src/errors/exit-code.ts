/** What the process ends with. Documented in the README; scripts rely on it. */
export const exitCode = {
  ok: 0,
  unexpected: 1,
  config: 2,
  gateway: 3,
  token: 4,
  storage: 5,
  upload: 6,
} as const;

export type ExitCode = (typeof exitCode)[keyof typeof exitCode];

/** What each exit code means, as the help and the README say it. */
export const exitCodeMeaning: Readonly<Record<ExitCode, string>> = {
  0: "fine",
  1: "unexpected, or stopped by a signal",
  2: "config or usage",
  3: "gateway unreachable, or an unusable answer",
  4: "the gateway refused the token",
  5: "archive or buffer could not be written or read; nothing is lost",
  6: "upload failed",
};

/** An error that a person can act on; its message is all that is printed. */
export class RecorderError extends Error {
  override readonly name = "RecorderError";
  readonly exitCode: ExitCode;

  constructor(code: ExitCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.exitCode = code;
  }
}
