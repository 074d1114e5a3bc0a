export type {
  ArchiveSource,
  FileOptions,
  FileProgress,
  RequestOptions,
  SourceOptions,
} from "./archive-source.js";
export type { Columns } from "./columns.js";
export type { ArchiveReaderErrorCode, ArchiveReaderErrorFacts } from "./errors.js";
export { ArchiveReaderError } from "./errors.js";
export type { HubSourceOptions } from "./hub-source.js";
export { hubSource } from "./hub-source.js";
export { joinColumns } from "./join-columns.js";
export type {
  Manifest,
  ManifestFile,
  ManifestInverter,
  ManifestRecording,
  ManifestSite,
  ManifestTables,
} from "./manifest.js";
export type {
  ManifestFileJson,
  ManifestJson,
  ManifestTableJson,
  ManifestTableName,
} from "./manifest-json.js";
export { parseManifest } from "./parse-manifest.js";
export type { DaySummaryColumns } from "./read-day-summaries.js";
export { noDaySummaries, readDaySummaries } from "./read-day-summaries.js";
export type {
  DefaultReadingColumn,
  ReadingColumn,
  ReadingColumns,
  ReadReadingsOptions,
} from "./read-readings.js";
export { noReadings, readReadings } from "./read-readings.js";
export { urlSource } from "./url-source.js";
