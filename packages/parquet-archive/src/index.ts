export type { MergeResult, ParquetArchiveOptions, PartitionChange } from "./archive.js";
export { ParquetArchive } from "./archive.js";
export type { ArchiveErrorCode } from "./errors.js";
export { ArchiveError } from "./errors.js";
export type { Partition } from "./partition-path.js";
export type { TableDefinition, TableDefinitionOptions } from "./table-definition.js";
export { defineTable } from "./table-definition.js";
export type { Cell } from "./table-from-columns.js";
export { tableFromColumns } from "./table-from-columns.js";
