import { join } from "node:path";
import type { LandingInput } from "@envoy/fleet-engine";
import { isTakenIn } from "./check-landing.js";
import type { CheckedFleet } from "./checked-fleet.js";

/** One shard of one month, with the absolute paths of its files. */
export interface ShardMonth {
  /** Such as "2026-10, shard 3". */
  readonly name: string;
  readonly published: readonly string[];
  /** How many rows the manifest says they have. */
  readonly rows: number;
  /** The landing files that the table was made of; in each round a gateway has at most one, and an earlier round wins. */
  readonly rounds: readonly (readonly LandingInput[])[];
}

/** The files of a shard as they are found. */
class Collected {
  readonly published: string[] = [];
  rows = 0;
  readonly rounds: LandingInput[][] = [];
  /** How many files each gateway has. */
  readonly counts = new Map<string, number>();
}

/** All shards of months of a table and of what it was made of, in order. */
export function shardMonths({
  config,
  landing,
  generation,
}: Pick<CheckedFleet, "config" | "landing" | "generation">): readonly ShardMonth[] {
  const parts = new Map<string, Collected>();
  const partOf = ({ month, shard }: { readonly month: string; readonly shard: number }) => {
    const name = `${month}, shard ${shard}`;
    const part = parts.get(name) ?? new Collected();
    parts.set(name, part);
    return part;
  };
  for (const file of generation.manifest.files) {
    const part = partOf(file);
    part.published.push(join(generation.folder, file.path));
    part.rows += file.rows;
  }
  const taken = landing.filter((file) => isTakenIn(file, { generation }));
  for (const file of taken.sort((a, b) => a.sequence - b.sequence)) {
    const { rounds, counts } = partOf(file);
    const round = counts.get(file.gateway) ?? 0;
    counts.set(file.gateway, round + 1);
    const input = { path: join(config.landing, file.path), gateway: file.gateway };
    const present = rounds[round];
    if (present === undefined) rounds.push([input]);
    else present.push(input);
  }
  return [...parts]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([name, { published, rows, rounds }]) => ({ name, published, rows, rounds }));
}
