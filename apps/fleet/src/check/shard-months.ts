import { join } from "node:path";
import type { LandingInput } from "@envoy/fleet-engine";
import { type Generation, isTakenIn, type LandingFile, roundsOf } from "@envoy/fleet-table";

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
  readonly landed: LandingFile[] = [];
}

/** All shards of months of a table and of what it was made of, in order; `folder` is the landing's. */
export function shardMonths(
  { folder: generation, manifest }: Generation,
  folder: string,
  landing: readonly LandingFile[],
): readonly ShardMonth[] {
  const parts = new Map<string, Collected>();
  const partOf = ({ month, shard }: { readonly month: string; readonly shard: number }) => {
    const name = `${month}, shard ${shard}`;
    const part = parts.get(name) ?? new Collected();
    parts.set(name, part);
    return part;
  };
  for (const file of manifest.files) {
    const part = partOf(file);
    part.published.push(join(generation, file.path));
    part.rows += file.rows;
  }
  for (const file of landing) if (isTakenIn(manifest, file)) partOf(file).landed.push(file);
  return [...parts]
    .sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true }))
    .map(([name, { published, rows, landed }]) => ({
      name,
      published,
      rows,
      rounds: roundsOf(landed).map((round) =>
        round.map(({ path, gateway }) => ({ path: join(folder, path), gateway })),
      ),
    }));
}
