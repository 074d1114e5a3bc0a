import { dirname, join } from "node:path";
import { errorCode, makeFolderSync } from "@envoy/durable-file";
import {
  type DatasetCard,
  renderDatasetCard,
  type SyncResult,
  syncFolder,
  type UploadProgress,
} from "@envoy/hf-sync";
import type { Config, DatasetConfig } from "../config/config.js";
import { usableTimeZone } from "../config/time-zone.js";
import { ReplacedMeanwhileError } from "../manifest/uploaded-manifest.js";
import { openArchive } from "../readings/archive.js";
import { keptSummary, summarise } from "../readings/archive-summary.js";
import { typesOfArchive } from "../readings/archive-types.js";
import { type KeptResults, keptInState } from "../readings/month-cache.js";
import { deviceReports } from "../tables/device-reports.js";
import { summariseTable } from "../tables/table-summary.js";
import { archiveCard } from "./card.js";
import { keyNote, uploadedSerials, withLicense } from "./card-notes.js";
import { type CardTables, configLines, describedTables, withConfigs } from "./card-tables.js";
import { datasetManifest } from "./dataset-manifest.js";
import { copyFolder, keyDigest, lostKey, pseudonymKey } from "./pseudonym-key.js";
import { copyWithPseudonyms } from "./pseudonyms.js";
import { tablesPathInRepo, tablesToUpload, type UploadedTables } from "./uploaded-tables.js";

/** Options of {@link syncDataset}. */
export interface SyncDatasetOptions {
  readonly token: string;
  readonly signal: AbortSignal;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  /** Told what a person should know. */
  readonly warn?: (message: string) => void;
  readonly onProgress?: (event: UploadProgress) => void;
}

/** What of a config is uploaded. */
type SyncedConfig = Pick<Config, "file" | "parquetArchive" | "site" | "state" | "tablesFolder">;

/** A flush replaces files once in a quarter of an hour. */
const attempts = 3;

/** Makes the dataset hold what the archive and the tables beside it hold, a manifest and a card. They are only read; undefined if the archive is empty. */
export async function syncDataset(
  config: SyncedConfig,
  dataset: DatasetConfig,
  options: SyncDatasetOptions,
): Promise<SyncResult | undefined> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await syncOnce(config, dataset, options);
    } catch (error) {
      if (!hasChangedMeanwhile(error) || attempt === attempts) throw error;
    }
  }
}

/** A flush replaced a file, or removed those of days when it closed their month. */
function hasChangedMeanwhile(error: unknown): boolean {
  return error instanceof ReplacedMeanwhileError || errorCode(error) === "ENOENT";
}

async function syncOnce(
  config: SyncedConfig,
  dataset: DatasetConfig,
  options: SyncDatasetOptions,
): Promise<SyncResult | undefined> {
  const { state } = config;
  makeFolderSync(state, 0o700);
  const types = (await typesOfArchive(config.parquetArchive)) ?? "native";
  const archive = openArchive(config.parquetArchive, { types });
  if ((await archive.partitions()).length === 0) return undefined;
  const { repo, endpoint, branch, pathInRepo, isPrivate, license } = dataset;
  const { warn = () => undefined, ...syncOptions } = options;
  const key = dataset.pseudonymiseSerials
    ? await pseudonymKey(dirname(config.file), state)
    : undefined;
  let source = archive;
  if (key !== undefined) {
    source = openArchive(copyFolder(state, key), { types, ...usableTimeZone(config) });
    await copyWithPseudonyms(archive, source, ["serial_number"], key);
  }
  const uploaded = await tablesToUpload(config, pathInRepo, key);
  const result = await syncFolder({
    ...syncOptions,
    folder: source.folder,
    repo,
    endpoint,
    branch,
    pathInRepo,
    include: ["year=*/month=*/*.parquet"],
    moreFolders: uploaded.folders,
    create: isPrivate ? "private" : "public",
    recordFile: join(state, "upload-record.json"),
    // Settings that change the card or the manifest, or are compared with the repository.
    version: JSON.stringify([
      dataset.pseudonymiseSerials,
      isPrivate,
      license ?? null,
      config.site.timeZone ?? null,
      dataset.sharesLayout ? config.site : null,
    ]),
    extraFiles: async (read, hashes) => {
      const present = await read("README.md");
      const text = present && new TextDecoder().decode(present);
      compareSerials(text, key, dataset, warn);
      const summary = await summarise(source, uploadedSummary(state, key));
      const tables = await cardTables(dataset, uploaded, state);
      const card = withKeyNote(archiveCard(dataset, summary, types, tables), key);
      const kept = withConfigs(
        renderDatasetCard(text, card, "envoy-recorder"),
        configLines(pathInRepo, tables.path, describedTables(text)),
        configLines(
          pathInRepo,
          tables.path,
          tables.tables.map(({ table }) => table.name),
        ),
      );
      const rendered = withLicense(kept, license);
      const manifest = await datasetManifest({
        config,
        dataset,
        key,
        archive: source,
        sent: uploaded.sent,
        ids: [...summary.lastEnds.keys()],
        hashes,
        read,
      });
      return new Map([["README.md", new TextEncoder().encode(rendered)], manifest]);
    },
  });
  const wanted = isPrivate ? "private" : "public";
  if (result.visibility !== undefined && result.visibility !== wanted) {
    warn(
      `${repo} is ${result.visibility}, and hugging_face.private = ${isPrivate} counts only when the dataset is created. To make it ${wanted}: ${endpoint}/datasets/${repo}/settings`,
    );
  }
  return result;
}

/** The copy's months have sizes and times of their own, and must not push the archive's out of their cache. */
function uploadedSummary(state: string, key: string | undefined): KeptResults {
  return key === undefined ? keptSummary(state) : keptInState(join(state, "uploaded-months.json"));
}

function withKeyNote(card: DatasetCard, key: string | undefined): DatasetCard {
  if (key === undefined) return card;
  return { ...card, block: `${card.block}\n\n${keyNote(keyDigest(key))}` };
}

async function cardTables(
  { repo, pathInRepo, pseudonymiseSerials }: DatasetConfig,
  { tables, leftOut }: UploadedTables,
  state: string,
): Promise<CardTables> {
  const described: CardTables["tables"][number][] = [];
  for (const each of tables) {
    described.push({ table: each.table, summary: await summariseTable(each, state) });
  }
  return {
    repo,
    path: tablesPathInRepo(pathInRepo),
    tables: described,
    leftOut: leftOut.map(({ table }) => table.name),
    isPseudonymised: pseudonymiseSerials,
  };
}

/** Throws `RecorderError` if the dataset has pseudonyms of another key; warns if pseudonyms are turned on or off. */
function compareSerials(
  card: string | undefined,
  key: string | undefined,
  { repo, endpoint }: DatasetConfig,
  warn: (message: string) => void,
): void {
  const uploaded = uploadedSerials(card);
  const hasPseudonyms = uploaded.kind === "pseudonyms" || uploaded.kind === "unnamed-key";
  if (key === undefined && hasPseudonyms) {
    warn(
      `${repo} has pseudonyms from earlier uploads, and hugging_face.pseudonymise_serials is off: its files now get the real serial numbers, and its history shows which pseudonym was which. If you do not want that, turn it on again and delete the dataset (${endpoint}/datasets/${repo}/settings).`,
    );
  }
  if (key === undefined) return;
  if (uploaded.kind === "pseudonyms" && uploaded.digest !== keyDigest(key)) {
    throw lostKey(`The pseudonyms in ${repo} were made with another key than pseudonym-key.txt.`);
  }
  if (uploaded.kind === "real") {
    const reports = describedTables(card).includes(deviceReports.name);
    const removed = reports ? `, and its ${deviceReports.name} are removed` : "";
    warn(
      `${repo} has real serial numbers from earlier uploads. Its files now get pseudonyms${removed}, but its history keeps the old ones for everyone who can read it. To remove them, delete the dataset (${endpoint}/datasets/${repo}/settings) and run: envoy-recorder upload --force`,
    );
  }
}
