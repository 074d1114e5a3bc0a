export type { DatasetAccess, DatasetAccessOptions, RemoteDataset } from "./dataset-access.js";
export { datasetAccess } from "./dataset-access.js";
export type { DatasetCard } from "./dataset-card.js";
export { renderDatasetCard, sizeCategory } from "./dataset-card.js";
export type { HubSyncErrorCode } from "./errors.js";
export { HubSyncError } from "./errors.js";
export type { UploadProgress } from "./remote.js";
export type { SyncResult } from "./sync-folder.js";
export { syncFolder } from "./sync-folder.js";
export type {
  MakeExtraFiles,
  ShouldDelete,
  SyncedFolder,
  SyncFolderOptions,
} from "./sync-options.js";
