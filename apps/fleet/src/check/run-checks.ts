import { FleetTable, listLanding } from "@envoy/fleet-table";
import type { FleetConfig } from "../config/config.js";
import { withDuckDb, withEngine } from "../engine/open-engine.js";
import { Landing } from "../landing/landing.js";
import { checkCompleteness } from "./check-completeness.js";
import { checkConflicts } from "./check-conflicts.js";
import { checkFiles } from "./check-files.js";
import { checkInverters } from "./check-inverters.js";
import { checkLanding } from "./check-landing.js";
import { checkOrder } from "./check-order.js";
import { checkOverflow } from "./check-overflow.js";
import { checkKeys, checkRows } from "./check-rows.js";
import type { CheckedFleet } from "./checked-fleet.js";
import type { Finding } from "./finding.js";

/** Options of {@link runChecks}. */
export interface CheckOptions {
  readonly config: FleetConfig;
  /** Whether each file is read to compare its hash. */
  readonly hashes: boolean;
  readonly signal: AbortSignal;
}

/** In the order of `checkAdvice`. */
const checks: readonly ((fleet: CheckedFleet) => Finding | Promise<Finding>)[] = [
  checkFiles,
  checkLanding,
  checkRows,
  checkKeys,
  checkOrder,
  checkConflicts,
  checkInverters,
  checkOverflow,
  checkCompleteness,
];

/**
 * Examines the landing and the table; undefined if there is no table yet. The caller holds the lock. What cannot be read
 * at all ends the checks after those of the files: the rows of a damaged file cannot be compared.
 */
export async function runChecks(options: CheckOptions): Promise<readonly Finding[] | undefined> {
  const { config, signal } = options;
  const landing = await Landing.open(config.landing);
  const generation = await FleetTable.open(config.table).current();
  if (generation === undefined) return undefined;
  const { states } = await landing.sources(signal);
  const files = await listLanding(config.landing, { signal });
  return withEngine(config, (engine) =>
    withDuckDb(config, engine, async (duckDb) => {
      const fleet = {
        ...options,
        shards: landing.shards,
        states,
        landing: files,
        generation,
        engine,
        duckDb,
      };
      const findings: Finding[] = [];
      for (const check of checks) {
        signal.throwIfAborted();
        const finding = await check(fleet);
        findings.push(finding);
        if (finding.id === "landing" && findings.some(({ status }) => status === "wrong")) break;
      }
      return findings;
    }),
  );
}
