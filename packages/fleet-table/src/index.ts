export type { CompactionJob } from "./compaction-job.js";
export type { LandingFile } from "./landing-file.js";
export type { TableFile, TableManifest } from "./table-manifest.js";
