import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { checkAdvice, type Finding } from "./finding.js";

/** So many details of each check are printed; `--json` has more. */
const mostLines = 10;

/** The exit code of checks that found this. */
export function exitCodeOfFindings(findings: readonly Finding[]): ExitCode {
  return findings.some(({ status }) => status === "wrong") ? exitCode.check : exitCode.ok;
}

/** What the checks found, for a person. */
export function checkLines(findings: readonly Finding[]): readonly string[] {
  return findings.flatMap(({ id, status, message, details }) => {
    const lines = details
      .slice(0, mostLines)
      .map(({ where, message: found }) => `         ${where}: ${found}`);
    const more = details.length - mostLines;
    if (more > 0) lines.push(`         (${more} more, which --json lists)`);
    if (status === "wrong") lines.push(`         ${checkAdvice[id]}`);
    return [`${status.padEnd(7)}  ${id}: ${message}`, ...lines];
  });
}

/** The same as JSON, which check.schema.json describes. */
export function checkJson(findings: readonly Finding[], at: Date): string {
  return JSON.stringify({
    version: 1,
    at: at.toISOString(),
    exitCode: exitCodeOfFindings(findings),
    checks: findings.map(({ id, status, message, details }) => ({
      id,
      status,
      message,
      advice: status === "note" || status === "wrong" ? checkAdvice[id] : null,
      details,
    })),
  });
}
