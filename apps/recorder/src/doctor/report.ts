import type { CheckId } from "./checks.js";
import { exitCodeFor, type Findings } from "./examine.js";
import type { Finding } from "./finding.js";

/** What `doctor --json` prints, and doctor.schema.json describes. */
export interface DoctorReport {
  readonly version: 1;
  /** ISO 8601 in UTC. */
  readonly at: string;
  readonly exitCode: number;
  readonly checks: readonly {
    readonly id: CheckId;
    readonly status: Finding["status"];
    readonly message: string;
    /** Null if there is nothing to do. */
    readonly advice: string | null;
  }[];
}

/** The findings as JSON; `now` in milliseconds since 1970. */
export function doctorReport(findings: Findings, now: number): DoctorReport {
  return {
    version: 1,
    at: new Date(now).toISOString(),
    exitCode: exitCodeFor(findings),
    checks: findings.map(([id, { status, message, advice }]) => ({
      id,
      status,
      message,
      advice: advice ?? null,
    })),
  };
}
