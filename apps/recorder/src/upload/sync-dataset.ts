import { join } from "node:path";
import { makeFolderSync } from "@envoy/durable-file";
import {
  renderDatasetCard,
  type SyncResult,
  syncFolder,
  type UploadProgress,
} from "@envoy/hf-sync";
import type { Config, DatasetConfig } from "../config/config.js";
import { openArchive } from "../readings/archive.js";
import { summarise } from "./archive-summary.js";
import { archiveCard } from "./card.js";
import { pseudonymisedCopy } from "./pseudonyms.js";

/** Options of {@link syncDataset}. */
export interface SyncDatasetOptions {
  readonly token: string;
  readonly signal: AbortSignal;
  readonly force?: boolean;
  readonly dryRun?: boolean;
  readonly onProgress?: (event: UploadProgress) => void;
}

/** Makes the dataset hold what the archive holds, and a card. The archive is only read; undefined if it is empty. */
export async function syncDataset(
  config: Pick<Config, "file" | "parquetArchive" | "state">,
  dataset: DatasetConfig,
  options: SyncDatasetOptions,
): Promise<SyncResult | undefined> {
  const { state } = config;
  makeFolderSync(state, 0o700);
  const archive = openArchive(config.parquetArchive);
  if ((await archive.partitions()).length === 0) return undefined;
  const source = dataset.pseudonymiseSerials
    ? await pseudonymisedCopy(archive, config.file, state)
    : archive;
  const { repo, endpoint, branch, pathInRepo } = dataset;
  return syncFolder({
    ...options,
    folder: source.folder,
    repo,
    endpoint,
    branch,
    pathInRepo,
    include: ["year=*/month=*/*.parquet"],
    create: dataset.isPrivate ? "private" : "public",
    recordFile: join(state, "upload-record.json"),
    version: dataset.pseudonymiseSerials ? "pseudonymised" : "",
    extraFiles: async (read) => {
      const present = await read("README.md");
      const text = present && new TextDecoder().decode(present);
      const card = archiveCard(dataset, await summarise(source, state));
      const rendered = renderDatasetCard(text, card, "envoy-recorder");
      return new Map([["README.md", new TextEncoder().encode(rendered)]]);
    },
  });
}
