export type { EntryName } from "./entry-name.js";
export { compareEntryNames, parseEntryName } from "./entry-name.js";
export type { WalBufferErrorCode } from "./errors.js";
export { WalBufferError } from "./errors.js";
export { gunzip } from "./gzip.js";
export type { SealedBatch, WalEntry } from "./sealed-batch.js";
export type { WalBufferOptions } from "./wal-buffer.js";
export { WalBuffer } from "./wal-buffer.js";
