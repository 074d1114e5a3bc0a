import { randomBytes } from "node:crypto";
import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { exists, makeFolder, nodeFileSystem, removeFolder } from "@envoy/durable-file";
import { defaultShards, shardOf } from "@envoy/fleet-table";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { asStorageError } from "../errors/storage-error.js";
import { GatewayFiles } from "./gateway-files.js";
import { hasContent, readShards, writeShards } from "./landing-settings.js";
import { lostKey, makePseudonymKey, pseudonymOf, readPseudonymKey } from "./pseudonym-key.js";
import { SequenceNumbers } from "./sequence.js";
import type { SourceState } from "./source-state.js";
import {
  readSourceState,
  readSourceStates,
  type SourceStates,
  sourceHash,
  writeSourceState,
} from "./source-states.js";

/** How a landing that is not there yet is made. */
export interface NewLanding {
  /** As fleet.toml asks; undefined lets the number of gateways decide. */
  readonly shards: number | undefined;
  readonly gateways: number;
}

/** The private folder where the files of all households are, with pseudonyms and sequence numbers, and what is known of their sources. One run at a time may write to it. */
export class Landing {
  readonly folder: string;
  /** How many shards each month has. */
  readonly shards: number;
  readonly files: GatewayFiles;
  readonly #key: string;

  private constructor(folder: string, shards: number, key: string) {
    this.folder = folder;
    this.shards = shards;
    this.#key = key;
    const temporary = temporaryFolder(folder);
    this.files = new GatewayFiles(folder, temporary, new SequenceNumbers(folder, temporary));
  }

  /** Opens a landing. Rejects with `FleetError` if there is none or it is damaged. */
  static async open(folder: string): Promise<Landing> {
    try {
      const shards = readShards(folder);
      if (shards === undefined) throw noLanding(folder);
      return new Landing(folder, shards, keyOf(folder));
    } catch (error) {
      throw asStorageError(`The landing ${folder} could not be opened`, error);
    }
  }

  /** Opens a landing to write to it, or makes one that only this user can read. Rejects with `FleetError`. */
  static async openOrMake(folder: string, options: NewLanding): Promise<Landing> {
    try {
      const shards = readShards(folder) ?? (await makeLanding(folder, options));
      if (options.shards !== undefined && options.shards !== shards) {
        throw otherShards(folder, shards, options.shards);
      }
      await clearTemporaryFiles(folder);
      return new Landing(folder, shards, keyOf(folder));
    } catch (error) {
      throw asStorageError(`The landing ${folder} could not be opened`, error);
    }
  }

  /** What is known of all sources. Rejects with `FleetError`, or with the signal's reason. */
  async sources(signal?: AbortSignal): Promise<SourceStates> {
    return readSourceStates(sourcesFolder(this.folder), this.#key, signal);
  }

  /** The state of a source that was never pulled, under a random id that tells nothing of it. */
  newSource(place: SourceState["place"]): SourceState {
    const gateway = `g${randomBytes(8).toString("hex")}`;
    return {
      version: 1,
      gateway,
      shard: shardOf(gateway, this.shards),
      place,
      files: {},
      inverters: [],
      first: null,
      last: null,
    };
  }

  /** Keeps what is known of a source, durably. Rejects with `FleetError`. */
  async keep(state: SourceState): Promise<void> {
    try {
      await makeFolder(nodeFileSystem, sourcesFolder(this.folder));
      const temporary = temporaryFolder(this.folder);
      await writeSourceState(sourcesFolder(this.folder), temporary, state.gateway, state);
    } catch (error) {
      throw asStorageError("What is known of a source could not be kept", error);
    }
  }

  /** Throws `FleetError` if the landing has never known the gateway. */
  checkKnown(gateway: string): void {
    if (readSourceState(sourcesFolder(this.folder), gateway) !== undefined) return;
    throw unknownGateway(gateway, this.folder);
  }

  /**
   * Removes the files of a gateway, and all that is known of its source but a hash by which it is never pulled again. Killed
   * anywhere, the same call carries on. Rejects with `FleetError`, also if the landing has never known the gateway.
   */
  async forget(gateway: string): Promise<void> {
    const folder = sourcesFolder(this.folder);
    try {
      const known = readSourceState(folder, gateway);
      if (known === undefined) throw unknownGateway(gateway, this.folder);
      // A pull that was killed may have left a file of the gateway there.
      await clearTemporaryFiles(this.folder);
      if (!("forgotten" in known)) {
        const tombstone = {
          version: 1,
          forgotten: true,
          sourceHash: sourceHash(known.place, this.#key),
        } as const;
        // First, so that no pull brings back what is removed.
        await writeSourceState(folder, temporaryFolder(this.folder), gateway, tombstone);
      }
      await this.files.removeAll(gateway, shardOf(gateway, this.shards));
    } catch (error) {
      throw asStorageError(`The files of ${gateway} could not be removed`, error);
    }
  }

  /** What stands for an inverter's serial number in the whole fleet. */
  pseudonymOf(serialNumber: string): string {
    return pseudonymOf(serialNumber, this.#key);
  }
}

function sourcesFolder(folder: string): string {
  return join(folder, "sources");
}

/** Where files are until they are complete. */
function temporaryFolder(folder: string): string {
  return join(folder, "temporary");
}

/** What a killed run left there. */
async function clearTemporaryFiles(folder: string): Promise<void> {
  const temporary = temporaryFolder(folder);
  if (await exists(nodeFileSystem, temporary)) await removeFolder(nodeFileSystem, temporary);
  await makeFolder(nodeFileSystem, temporary);
}

/** Makes a landing, or what is missing of one that was killed while it was made. Its settings come last: they make it one. */
async function makeLanding(folder: string, { shards, gateways }: NewLanding): Promise<number> {
  await makeFolder(nodeFileSystem, folder);
  if (hasContent(folder)) {
    const message = `${join(folder, "landing.json")} is missing, though the folder contains files of a landing. Put it back from a backup.`;
    throw new FleetError(exitCode.storage, message);
  }
  // It may have been there before, for all to read.
  await chmod(folder, 0o700);
  await clearTemporaryFiles(folder);
  const temporary = temporaryFolder(folder);
  if (readPseudonymKey(folder) === undefined) await makePseudonymKey(folder, temporary);
  await new SequenceNumbers(folder, temporary).begin();
  const chosen = shards ?? defaultShards(gateways);
  await writeShards(folder, temporary, chosen);
  return chosen;
}

function keyOf(folder: string): string {
  const key = readPseudonymKey(folder);
  if (key === undefined) throw lostKey(`${join(folder, "pseudonym-key.txt")} is missing.`);
  return key;
}

function noLanding(folder: string): FleetError {
  return new FleetError(
    exitCode.storage,
    `There is no landing in ${folder} yet. To make one: envoy-fleet pull`,
  );
}

function otherShards(folder: string, shards: number, asked: number): FleetError {
  const message = `The landing ${folder} has ${shards} shards, and the config asks for ${asked}. The number cannot change: set shards = ${shards}, or leave it out.`;
  return new FleetError(exitCode.config, message);
}

function unknownGateway(gateway: string, folder: string): FleetError {
  const message = `The landing ${folder} knows no gateway ${gateway}. Those it knows are in gateways.parquet of the table.`;
  return new FleetError(exitCode.config, message);
}
