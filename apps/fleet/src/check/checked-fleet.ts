import type { FleetEngine } from "@envoy/fleet-engine";
import type { Generation, LandingFile } from "@envoy/fleet-table";
import type { FleetConfig } from "../config/config.js";
import type { SourceState } from "../landing/source-state.js";
import type { ShardMonth } from "./shard-months.js";

/** What checks look at. */
export interface CheckedFleet {
  readonly config: FleetConfig;
  readonly shards: number;
  readonly states: readonly SourceState[];
  readonly landing: readonly LandingFile[];
  readonly generation: Generation;
  /** Its files and those of the landing that it was made of. */
  readonly parts: readonly ShardMonth[];
  readonly engine: FleetEngine;
  /** The same, unless the fleet's engine is another. */
  readonly duckDb: FleetEngine;
  /** Whether each file is read to compare its hash. */
  readonly hashes: boolean;
  readonly signal: AbortSignal;
}
