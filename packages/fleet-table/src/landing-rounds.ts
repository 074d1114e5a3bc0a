import { byGateway } from "./job-digest.js";
import type { LandingFile } from "./landing-file.js";
import type { TableManifest } from "./table-manifest.js";

/** Whether a table has taken in a file of its landing; without a manifest there is no table yet. */
export function isTakenIn(
  manifest: Pick<TableManifest, "consumed"> | undefined,
  { month, shard, sequence }: LandingFile,
): boolean {
  return sequence <= (manifest?.consumed[month]?.[shard] ?? 0);
}

/** Files in rounds: in each round each gateway has at most one file, and its files are in the order of their sequence. */
export function roundsOf(files: readonly LandingFile[]): readonly (readonly LandingFile[])[] {
  const rounds: LandingFile[][] = [];
  const counts = new Map<string, number>();
  for (const file of [...files].sort((a, b) => a.sequence - b.sequence)) {
    const round = counts.get(file.gateway) ?? 0;
    counts.set(file.gateway, round + 1);
    rounds[round] ??= [];
    rounds[round].push(file);
  }
  return rounds.map((round) => round.sort(byGateway));
}
