import { join } from "node:path";
import { readStateFields, writeStateFields } from "../state/state-file.js";
import type { FlushResult } from "./result.js";

/**
 * What a flush found in months of the archive that no flush has written, as one sentence per
 * month. A sentence that was given before is not given again: the month is read at each flush.
 */
export async function newSuspicions(
  state: string,
  { suspicions }: FlushResult,
): Promise<readonly string[]> {
  const stateFile = join(state, "archive-suspicions.json");
  const known = await readStateFields(stateFile);
  const fresh = suspicions.filter(({ path, message }) => known[path] !== message);
  if (fresh.length === 0) return [];
  const found = Object.fromEntries(fresh.map(({ path, message }) => [path, message]));
  // A note that cannot be kept repeats the sentence, and must not fail a flush that is done.
  await writeStateFields(stateFile, { ...known, ...found }).catch(() => undefined);
  return [...new Set(fresh.map(({ message }) => message))];
}
