import { join } from "node:path";
import type { PartitionNote } from "@envoy/parquet-archive";
import { readStateFields, writeStateFields } from "../state/state-file.js";

/** Something that a person should know of a file, a folder or a column of the archive. */
export type Note = Pick<PartitionNote, "path" | "message">;

/**
 * Those of a flush's notes that are new, as sentences. A sentence that was given before is not
 * given again: each flush finds the same.
 */
export async function newNotes(state: string, notes: readonly Note[]): Promise<readonly string[]> {
  const stateFile = join(state, "archive-suspicions.json");
  const known = await readStateFields(stateFile);
  const fresh = notes.filter(({ path, message }) => known[path] !== message);
  if (fresh.length === 0) return [];
  const found = Object.fromEntries(fresh.map(({ path, message }) => [path, message]));
  // A note that cannot be kept repeats the sentence, and must not fail a flush that is done.
  await writeStateFields(stateFile, { ...known, ...found }).catch(() => undefined);
  return [...new Set(fresh.map(({ message }) => message))];
}
