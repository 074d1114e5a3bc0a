import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { FleetTableError } from "./errors.js";
import { type LandingFile, parseLandingPath } from "./landing-file.js";
import { inStorage } from "./storage.js";

/** Options of {@link listLanding}. */
export interface ListLandingOptions {
  readonly signal?: AbortSignal;
}

/** After so many folders, other work of the process has its turn. */
const foldersAtOnce = 200;

/** What the folders of a landing are named, from the top. */
const levels = ["year=", "month=", "shard=", "gateway="] as const;

/**
 * The files of a landing, by month, shard, gateway and sequence. Only names are read, and what has another name than a
 * landing's file is left out. Rejects with `ERR_MISSING_FILE` if there is no landing, with `ERR_STORAGE`, or with the
 * signal's reason.
 */
export async function listLanding(
  folder: string,
  { signal }: ListLandingOptions = {},
): Promise<readonly LandingFile[]> {
  const files: LandingFile[] = [];
  let folders = 0;
  for (const path of walk(folder, "", 0)) {
    if (path === undefined) {
      // A trip through the thread pool for each folder would take several times as long as reading it.
      if (++folders % foldersAtOnce === 0) await setImmediate();
      signal?.throwIfAborted();
      continue;
    }
    const file = parseLandingPath(path);
    if (file !== undefined) files.push(file);
  }
  return files.sort(inOrder);
}

/** The paths below a folder, and undefined for each folder that was read. */
function* walk(landing: string, path: string, level: number): Generator<string | undefined> {
  const names = namesIn(join(landing, path));
  yield undefined;
  const prefix = levels[level];
  for (const name of names) {
    const below = path === "" ? name : `${path}/${name}`;
    if (prefix === undefined) yield below;
    else if (name.startsWith(prefix)) yield* walk(landing, below, level + 1);
  }
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (cause) {
    throw inStorage(cause, folder, "The landing could not be read");
  }
}

function inOrder(a: LandingFile, b: LandingFile): number {
  if (a.month !== b.month) return a.month < b.month ? -1 : 1;
  if (a.shard !== b.shard) return a.shard - b.shard;
  if (a.gateway !== b.gateway) return a.gateway < b.gateway ? -1 : 1;
  return a.sequence - b.sequence;
}

/** Throws `ERR_LAYOUT` if a file is in a shard that the fleet does not have. */
export function checkShards(landing: readonly LandingFile[], shards: number): void {
  const stray = landing.find(({ shard }) => shard >= shards);
  if (stray === undefined) return;
  throw new FleetTableError(
    "ERR_LAYOUT",
    stray.path,
    `The landing has a file of shard ${stray.shard}, but only ${shards} shards: ${stray.path}. The number of shards cannot change once there is a landing.`,
  );
}
