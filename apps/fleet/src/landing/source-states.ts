import { createHmac } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { errorCode, isDiskError, readRegularFileSync, replaceFile } from "@envoy/durable-file";
import { type SourcePlace, sourceKey } from "../config/sources.js";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { asStorageError } from "../errors/storage-error.js";
import { parseSourceState, type SourceState, type Tombstone } from "./source-state.js";

/** All that a landing knows of sources. */
export interface SourceStates {
  /** By gateway, in order. */
  readonly states: readonly SourceState[];
  readonly of: (place: SourcePlace) => SourceState | undefined;
  readonly isForgotten: (place: SourcePlace) => boolean;
  /** The gateway of a source, also of one that was forgotten; undefined if it was never pulled. */
  readonly gatewayOf: (place: SourcePlace) => string | undefined;
}

/** More than 100 years of a source by day take. */
const maxBytes = 64 * 2 ** 20;

/** After so many files, other work of the process has its turn. */
const filesAtOnce = 500;

/** Reads the states in a folder. Rejects with `FleetError`, also if one is damaged: without it, its household would become a second gateway. */
export async function readSourceStates(
  folder: string,
  key: string,
  signal?: AbortSignal,
): Promise<SourceStates> {
  const states: SourceState[] = [];
  const byKey = new Map<string, SourceState>();
  const forgotten = new Map<string, string>();
  for (const [i, name] of namesIn(folder).entries()) {
    if (i % filesAtOnce === 0) await setImmediate();
    signal?.throwIfAborted();
    const state = readOne(join(folder, name));
    if ("forgotten" in state) forgotten.set(state.sourceHash, name.replace(/\.json$/, ""));
    else {
      states.push(state);
      byKey.set(sourceKey(state.place), state);
    }
  }
  return {
    states,
    of: (place) => byKey.get(sourceKey(place)),
    isForgotten: (place) => forgotten.has(sourceHash(place, key)),
    gatewayOf: (place) =>
      byKey.get(sourceKey(place))?.gateway ?? forgotten.get(sourceHash(place, key)),
  };
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
      .filter((name) => /^g[0-9a-f]{16}\.json$/.test(name))
      .sort();
  } catch (error) {
    if (errorCode(error) === "ENOENT") return [];
    throw asStorageError("The landing's list of sources could not be read", error);
  }
}

function readOne(path: string): SourceState | Tombstone {
  try {
    return parseSourceState(new TextDecoder().decode(readRegularFileSync(path, { maxBytes })));
  } catch (error) {
    if (isDiskError(error))
      throw asStorageError("What is known of a source could not be read", error);
    const message = `${path} is damaged: ${messageOf(error).split("\n")[0]}. Put it back from a backup: without it, its household would be taken for a new one.`;
    throw new FleetError(exitCode.storage, message, { cause: error });
  }
}

/** What is known of one gateway's source; undefined if nothing is. Throws `FleetError`. */
export function readSourceState(
  folder: string,
  gateway: string,
): SourceState | Tombstone | undefined {
  return namesIn(folder).includes(`${gateway}.json`)
    ? readOne(join(folder, `${gateway}.json`))
    : undefined;
}

/** Writes what is known of a gateway's source, durably. Rejects with Node's system errors. */
export async function writeSourceState(
  folder: string,
  temporary: string,
  gateway: string,
  state: SourceState | Tombstone,
): Promise<void> {
  const bytes = new TextEncoder().encode(`${JSON.stringify(state)}\n`);
  await replaceFile(join(folder, `${gateway}.json`), bytes, {
    temporaryPath: join(temporary, `${gateway}.json`),
  });
}

/** What is kept of a forgotten source's place: without the landing's key, nobody can tell whether a name that they guess is it. */
export function sourceHash(place: SourcePlace, key: string): string {
  return createHmac("sha256", key).update(sourceKey(place)).digest("hex");
}
