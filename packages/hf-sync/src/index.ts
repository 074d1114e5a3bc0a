export type { DatasetCard } from "./dataset-card.js";
export { renderDatasetCard, sizeCategory } from "./dataset-card.js";
export type {
  DatasetReader,
  DatasetReaderOptions,
  ReadFile,
  ReadFileOptions,
} from "./dataset-reader.js";
export { datasetReader } from "./dataset-reader.js";
export type { HubSyncErrorCode } from "./errors.js";
export { HubSyncError } from "./errors.js";
export type { NetworkOptions } from "./network-options.js";
export type { UploadProgress } from "./remote.js";
export type {
  DatasetAccess,
  RemoteDataset,
  RemoteSpace,
  RepoAccess,
  RepoAccessOptions,
  RepoAccessOptions as DatasetAccessOptions,
  SpaceAccess,
} from "./repo-access.js";
export { datasetAccess, spaceAccess } from "./repo-access.js";
export type { SpaceCard } from "./space-card.js";
export type { SquashHistoryOptions, SquashResult } from "./squash-history.js";
export { squashHistory } from "./squash-history.js";
export { syncFolder } from "./sync-folder.js";
export type {
  MakeExtraFiles,
  ShouldDelete,
  SyncedFolder,
  SyncFolderOptions,
} from "./sync-options.js";
export type { SyncResult } from "./sync-repo.js";
export type { SyncSpaceOptions } from "./sync-space.js";
export { syncSpace } from "./sync-space.js";
export type { DatasetFile } from "./tree-page.js";
