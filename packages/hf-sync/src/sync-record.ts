import { readFile, rename, writeFile } from "node:fs/promises";
import type { ContentHashes, LocalFile } from "./local-files.js";

/** A file's hashes, valid while its size and time are these. */
export interface HashedFile extends LocalFile, ContentHashes {}

/** What is known from the last sync. */
export interface SyncRecord {
  /** Where the files went, and how. A record of another target is of no use. */
  readonly target: string;
  readonly files: readonly HashedFile[];
  /** The files of the other folders, by their folder in the repository. */
  readonly moreFiles?: Readonly<Record<string, readonly HashedFile[]>>;
  /** The files were in the repository when this was written. */
  readonly isSynced: boolean;
}

/** Reads a record; an empty one if it is missing, damaged or of another target. */
export async function readSyncRecord(
  path: string | undefined,
  target: string,
): Promise<SyncRecord> {
  const empty = { target, files: [], isSynced: false };
  if (path === undefined) return empty;
  try {
    const record: unknown = JSON.parse(await readFile(path, "utf8"));
    return isRecord(record) && record.target === target ? record : empty;
  } catch {
    return empty;
  }
}

/** Replaces the record atomically. Not synced: losing it costs reading the files again. */
export async function writeSyncRecord(path: string | undefined, record: SyncRecord): Promise<void> {
  if (path === undefined) return;
  await writeFile(`${path}.tmp`, `${JSON.stringify(record, undefined, 1)}\n`, { mode: 0o600 });
  await rename(`${path}.tmp`, path);
}

/** The same files, with the same sizes and times, were in the repository at the last sync. */
export function isUnchanged(
  { files, isSynced }: Pick<SyncRecord, "files" | "isSynced">,
  present: readonly LocalFile[],
): boolean {
  return (
    isSynced &&
    files.length === present.length &&
    present.every((file, i) => isSameFile(file, files[i]))
  );
}

export function isSameFile(a: LocalFile, b: LocalFile | undefined): boolean {
  return b !== undefined && a.path === b.path && a.size === b.size && a.mtimeMs === b.mtimeMs;
}

function isRecord(value: unknown): value is SyncRecord {
  if (typeof value !== "object" || value === null) return false;
  if (!("target" in value && "isSynced" in value && "files" in value)) return false;
  const more: unknown = "moreFiles" in value ? value.moreFiles : {};
  return isHashedFiles(value.files) && isFolders(more);
}

function isFolders(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.values(value).every(isHashedFiles);
}

function isHashedFiles(value: unknown): value is readonly HashedFile[] {
  return Array.isArray(value) && value.every(isHashedFile);
}

function isHashedFile(value: unknown): value is HashedFile {
  return (
    typeof value === "object" &&
    value !== null &&
    ["path", "sha256", "gitSha1"].every((key) => typeof Reflect.get(value, key) === "string") &&
    ["size", "mtimeMs"].every((key) => typeof Reflect.get(value, key) === "number")
  );
}
