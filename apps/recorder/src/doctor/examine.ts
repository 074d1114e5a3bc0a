import { type Config, loadConfig } from "../config/config.js";
import type { Environment } from "../config/environment.js";
import { timeZoneProblem } from "../config/time-zone.js";
import { type ExitCode, exitCode, RecorderError, worstOf } from "../errors/exit-code.js";
import { type Check, type CheckContext, type CheckId, checks, lastChecks } from "./checks.js";
import { type Finding, failureOf, ok, skipped, warn } from "./finding.js";
import { visitGateway } from "./gateway-visit.js";
import { runCheck } from "./run-check.js";

const toCorrect = "docs/settings.md lists the settings.";

/** What was found, in the order of the checks. */
export type Findings = readonly (readonly [CheckId, Finding])[];

/** Options of {@link examine}. */
export interface ExamineOptions {
  readonly configFile: string;
  readonly environment: Environment;
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly onProgress: (fraction: number, text: string) => void;
}

/** Runs every check, each for its own time limit at most. Changes nothing. Rejects only with the signal's reason. */
export async function examine(options: ExamineOptions): Promise<Findings> {
  const { configFile, environment, now, signal, onProgress } = options;
  const table: readonly [CheckId, Check][] = Object.entries({ ...checks, ...lastChecks }).map(
    ([id, check]) => [id as CheckId, check],
  );
  let config: Config;
  try {
    config = await loadConfig(configFile, environment);
  } catch (error) {
    const others = table.map(([id]) => [id, skipped("the config cannot be used")] as const);
    return [["config", failureOf(error, toCorrect)], ...others];
  }
  const visit = visitGateway(config, signal);
  // Each check that needs it says what went wrong.
  visit.catch(() => undefined);
  const context: CheckContext = { config, environment, now, visit, signal, onProgress };
  const isLast = ([id]: readonly [CheckId, Check]): boolean => id in lastChecks;
  const found = await Promise.all(
    table
      .filter((entry) => !isLast(entry))
      .map(async ([id, check]) => [id, await runCheck(check, context)] as const),
  );
  const last: (readonly [CheckId, Finding])[] = [];
  for (const [id, check] of table.filter(isLast)) last.push([id, await runCheck(check, context)]);
  return [["config", configFinding(config)], ...found, ...last];
}

/** How the program ends: by the worst failure. Warnings are no failure. */
export function exitCodeFor(findings: Findings): ExitCode {
  return worstOf(findings.flatMap(([, { exitCode }]) => exitCode ?? []));
}

function configFinding(config: Config): Finding {
  const problem = timeZoneProblem(config);
  if (problem !== undefined)
    return failureOf(new RecorderError(exitCode.config, problem), toCorrect);
  const notes = [...config.warnings, ...config.hints];
  return notes.length === 0 ? ok(config.file) : warn(config.file, notes.join(" "));
}
