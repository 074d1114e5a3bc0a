import { join } from "node:path";
import { FleetTable, type Generation } from "@envoy/fleet-table";
import { HubSyncError, type SyncResult, syncFolder, type UploadProgress } from "@envoy/hf-sync";
import { asyncBufferFromFile, parquetMetadataAsync } from "hyparquet";
import { gatewaysName } from "../compact/gateways-file.js";
import type { FleetConfig } from "../config/config.js";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { fleetCard } from "./card.js";
import { cardText } from "./card-text.js";
import { cardPath, checkOwnDataset, isLeftTable, manifestPath } from "./own-dataset.js";
import type { PublishPlace } from "./publish-place.js";

/** Options of {@link publishTable}. */
export interface PublishOptions {
  readonly config: FleetConfig;
  readonly place: PublishPlace;
  /** Whether to only find out what would be sent. */
  readonly dryRun: boolean;
  /** Whether a dataset that this fleet did not publish is overwritten. */
  readonly force: boolean;
  /** Whether to compare with the dataset even if nothing has changed here since the last time. @default false */
  readonly compare?: boolean;
  /** Whether a dataset that is missing is made. @default true */
  readonly create?: boolean;
  readonly onProgress?: (event: UploadProgress) => void;
  readonly signal: AbortSignal;
}

/** What was published. */
export interface PublishResult {
  readonly generation: Generation;
  readonly sync: SyncResult;
}

/** Changes when the card is written in another way, so that it is compared. */
const cardVersion = 1;

/** Kept beside the generations: the hashes of what was published, so that files that stay are not read again. */
const recordName = "published.json";

/** A week: the first publication may take days. */
const deadlineMs = 7 * 86_400_000;

/** A commit of thousands of files takes the Hub minutes. */
const requestTimeoutMs = 600_000;

/**
 * Makes the dataset hold the current generation, in one commit. The caller holds the lock for as long as it takes: it keeps
 * the generation where it is, and a forgotten household from being published by a run that began before. Rejects with
 * `FleetError`, with `FleetTableError`, or with the signal's reason.
 */
export async function publishTable(options: PublishOptions): Promise<PublishResult> {
  const { config, place, dryRun, force, compare = false, create = true } = options;
  const { onProgress, signal } = options;
  const generation = await FleetTable.open(config.table).current();
  if (generation === undefined) {
    const message = `There is no table in ${config.table} yet. To make one: envoy-fleet compact`;
    throw new FleetError(exitCode.storage, message);
  }
  const { manifest, folder } = generation;
  const gateways = await countGateways(join(folder, gatewaysName));
  const card = fleetCard({ publish: place, manifest, gateways });
  const sync = await asPublishError(
    syncFolder({
      folder,
      immutable: true,
      include: ["data/**/*.parquet", "recent/**/*.parquet", gatewaysName, manifestPath],
      delete: isLeftTable,
      repo: place.repo,
      token: place.token,
      endpoint: place.endpoint,
      ...(create ? { create: place.private ? "private" : "public" } : {}),
      onlyPrivate: place.private,
      title: `Publish generation ${manifest.generation}`,
      extraFiles: async (read, _hashes, paths) => {
        const present = await textOf(read(manifestPath));
        if (!force) {
          checkOwnDataset({ repo: place.repo, paths, manifest: present }, manifest.generation);
        }
        const text = cardText(await textOf(read(cardPath)), card, present !== undefined);
        return new Map([[cardPath, new TextEncoder().encode(text)]]);
      },
      recordFile: join(config.table, recordName),
      version: JSON.stringify([cardVersion, place.title, place.license]),
      force: compare || force,
      dryRun,
      deadlineMs,
      requestTimeoutMs,
      signal,
      ...(onProgress === undefined ? {} : { onProgress }),
    }),
  );
  return { generation, sync };
}

/** What the Hub refused, as an error that a person can act on. */
export async function asPublishError<T>(request: Promise<T>): Promise<T> {
  try {
    return await request;
  } catch (cause) {
    if (!(cause instanceof HubSyncError)) throw cause;
    const hint = hints[cause.code];
    const message = hint === undefined ? cause.message : `${cause.message} ${hint}`;
    throw new FleetError(exitCode.publish, message, { cause });
  }
}

/** Which setting a refusal is about. */
const hints: Partial<Record<HubSyncError["code"], string>> = {
  ERR_UNAUTHORIZED: "It is token_file of [publish], or HF_TOKEN.",
  ERR_FORBIDDEN: "The token is token_file of [publish], or HF_TOKEN.",
  ERR_PUBLIC: "The setting is private of [publish].",
};

async function countGateways(path: string): Promise<number> {
  const { num_rows } = await parquetMetadataAsync(await asyncBufferFromFile(path));
  return Number(num_rows);
}

async function textOf(reading: Promise<Uint8Array | undefined>): Promise<string | undefined> {
  const bytes = await reading;
  return bytes && new TextDecoder().decode(bytes);
}
