import { type ExitCode, exitCodeOf } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";

/** What one check found. */
export interface Finding {
  /** "skipped": it could not be asked because another check failed. */
  readonly status: "ok" | "warn" | "fail" | "skipped";
  readonly message: string;
  /** What to do, unless all is well. */
  readonly advice?: string;
  /** Of a failure: how the program ends. */
  readonly exitCode?: ExitCode;
}

export function ok(message: string): Finding {
  return { status: "ok", message };
}

export function skipped(message: string): Finding {
  return { status: "skipped", message };
}

export function warn(message: string, advice: string): Finding {
  return { status: "warn", message, advice };
}

export function fail(exitCode: ExitCode, message: string, advice: string): Finding {
  return { status: "fail", message, advice, exitCode };
}

/** An error as a failure: its first sentence says what is wrong, and the others what to do. `advice` if there are none. */
export function failureOf(error: unknown, advice: string): Finding {
  const text = messageOf(error)
    .trim()
    // Each problem of a config has a line of its own.
    .replaceAll(/(?<![.:])\s*\n\s*/g, "; ")
    .replaceAll(/\s+/g, " ");
  const [, first = text, rest = advice] = /^(.+?)\. (?=[A-Z])(.+)$/.exec(text) ?? [];
  return fail(exitCodeOf(error), first.replace(/\.$/, ""), rest);
}
