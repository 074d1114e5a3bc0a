import { checkJson, checkLines, exitCodeOfFindings } from "../check/check-text.js";
import { runChecks } from "../check/run-checks.js";
import { type ExitCode, exitCode, FleetError } from "../errors/exit-code.js";
import { withFleetLock } from "../lock/fleet-lock.js";
import type { Run } from "../run.js";

/** Options of the command. */
export interface CheckCommandOptions {
  readonly json: boolean;
  readonly hashes: boolean;
}

/** Says whether the table is what the landing makes it. */
export async function check(
  { config, signal, print }: Run,
  { json, hashes }: CheckCommandOptions,
): Promise<ExitCode> {
  const findings = await withFleetLock(config, () => runChecks({ config, hashes, signal }));
  if (findings === undefined) {
    const message = `There is no table in ${config.table} yet. Make one: envoy-fleet compact`;
    throw new FleetError(exitCode.storage, message);
  }
  if (json) print(checkJson(findings, new Date()));
  else for (const line of checkLines(findings)) print(line);
  return exitCodeOfFindings(findings);
}
