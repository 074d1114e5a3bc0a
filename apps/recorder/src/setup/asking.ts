import { exitCode, RecorderError } from "../errors/exit-code.js";

/** One of several answers. */
interface Choice<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly hint?: string;
}

/** What every question has. */
interface Question {
  readonly message: string;
}

/** A question that is answered by typing. */
interface TextQuestion extends Question {
  /** The setting that `--set` answers it with, such as "envoy.ip_address". */
  readonly key: string;
  /** What Enter alone answers. */
  readonly proposal?: string | undefined;
  /** Whether Enter alone may answer nothing. @default false */
  readonly isOptional?: boolean;
  /** Why an answer will not do; undefined if it will. */
  readonly problem?: (answer: string) => string | undefined;
}

/**
 * Whoever answers the questions of the set-up: a person at a terminal, or nobody, so that the
 * proposals are taken. Every question rejects with {@link SetupCancelled} if the person gives up.
 */
export interface Asking {
  /** Whether a person answers, who can correct what failed. */
  readonly isInteractive: boolean;
  /** How many columns a line of `tell` may have. */
  readonly columns: number;
  text(question: TextQuestion): Promise<string>;
  /** What is typed is not shown. */
  secret(question: TextQuestion): Promise<string>;
  confirm(question: Question & { readonly proposal: boolean }): Promise<boolean>;
  choose<T extends string>(
    question: Question & { readonly options: readonly Choice<T>[]; readonly proposal: T },
  ): Promise<T>;
  chooseSeveral(
    question: Question & { readonly options: readonly Choice<string>[] },
  ): Promise<readonly string[]>;
  /** Tells what was found or done. */
  tell(message: string): void;
  /** Tells what failed, and what to do. */
  warn(message: string): void;
  /** Says that all is done. */
  end(message: string): void;
}

/** The person pressed Ctrl-C. */
export class SetupCancelled extends Error {
  override readonly name = "SetupCancelled";
}

/** A setting that nobody is there to be asked for. */
export function missingAnswer(key: string): RecorderError {
  return missing(key, `--set ${key}=VALUE`);
}

/** A secret that nobody is there to be asked for. Arguments are seen by other users, so a file is better. */
export function missingSecret(key: string): RecorderError {
  return missing(key, `--set ${key}_file=FILE (or --set ${key}=VALUE)`);
}

function missing(key: string, what: string): RecorderError {
  return new RecorderError(
    exitCode.config,
    `--yes asks nothing, and there is no answer for ${key}. Add ${what}.`,
  );
}
