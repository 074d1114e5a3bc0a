import type { Row, Select } from "@envoy/fleet-engine";
import { inBatches } from "../engine/in-batches.js";
import type { CheckedFleet } from "./checked-fleet.js";
import type { ShardMonth } from "./shard-months.js";

/** The answers of a select over each shard of each month. */
export async function readParts(
  { engine, signal }: CheckedFleet,
  parts: readonly ShardMonth[],
  selectOf: (part: ShardMonth) => Select,
): Promise<readonly (readonly [ShardMonth, readonly Row[]])[]> {
  const answers: (readonly [ShardMonth, readonly Row[]])[] = [];
  for (const batch of inBatches(parts, filesOf)) {
    const rows = await engine.read(batch.map(selectOf), { signal });
    answers.push(...batch.map((part, i) => [part, rows[i] ?? []] as const));
  }
  return answers;
}

/** A count of an engine's answer, which is a bigint. */
export function numberOf(row: Row, column: string): number {
  return Number(row[column] ?? 0);
}

function filesOf({ published, rounds }: ShardMonth): number {
  return rounds.reduce((sum, round) => sum + round.length, published.length);
}
