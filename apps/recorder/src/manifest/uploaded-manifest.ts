import { posix } from "node:path";
import type { SiteConfig } from "../config/site.js";
import type { KeptResults } from "../readings/month-cache.js";
import { type ListedTable, listFiles, type ManifestFile } from "./file-list.js";
import { type Manifest, manifestText } from "./manifest.js";
import { neighbourInRepo } from "./neighbour-in-repo.js";
import { siteLayout, withoutLayout } from "./site-layout.js";

/** What the manifest of an upload is made from. */
export interface UploadedManifestSource {
  readonly site: SiteConfig;
  /** IANA name; undefined if the config names none: readers elsewhere must not take the host's for the site's. */
  readonly timeZone: string | undefined;
  readonly serials: readonly string[];
  /** What is uploaded in place of a serial number. */
  readonly idOf: (serial: string) => string;
  readonly sharesLayout: boolean;
  /** The archive and the tables whose files are sent. */
  readonly tables: readonly (ListedTable & { readonly kept: KeptResults })[];
  /** The manifest's path in the repository. */
  readonly path: string;
  /** The SHA-256 of each file that the commit leaves in the repository, by its path there. */
  readonly hashes: ReadonlyMap<string, string>;
}

/** A file was replaced after it was read to be sent. The next attempt sends the new one. */
export class ReplacedMeanwhileError extends Error {
  override readonly name = "ReplacedMeanwhileError";
}

/** The manifest's path in a repository whose archive is in this folder. */
export function manifestPathInRepo(pathInRepo: string): string {
  return neighbourInRepo(pathInRepo, "manifest.json");
}

/** A path in the repository, relative to the manifest. */
export function relativeToManifest(manifestPath: string, path: string): string {
  return posix.relative(posix.dirname(manifestPath), path);
}

/**
 * The manifest of the commit that it is part of; `present` is the repository's, which is returned if only its time
 * differs. Rejects with `ReplacedMeanwhileError`, or Node's system errors.
 */
export async function uploadedManifest(
  source: UploadedManifestSource,
  present: string | undefined,
): Promise<string> {
  const { site, timeZone, serials, idOf, sharesLayout } = source;
  const tables: Record<string, { readonly files: readonly ManifestFile[] }> = {};
  for (const { kept, ...table } of source.tables) {
    const files = await listFiles(table, kept);
    for (const file of files) refuseReplaced(source, file);
    tables[table.name] = { files };
  }
  const layout = siteLayout(site, timeZone, serials, idOf);
  const manifest: Manifest = {
    version: 1,
    made_at: new Date().toISOString(),
    site: sharesLayout ? layout : withoutLayout(layout),
    recording: null,
    tables,
  };
  const text = manifestText(manifest);
  return present !== undefined && withoutTime(present) === withoutTime(text) ? present : text;
}

function refuseReplaced({ path, hashes }: UploadedManifestSource, file: ManifestFile): void {
  if (hashes.get(posix.join(posix.dirname(path), file.path)) === file.sha256) return;
  throw new ReplacedMeanwhileError(`${file.path} was replaced while it was sent`);
}

function withoutTime(text: string): string {
  return text.replace(/^ "made_at": ".*",$/m, "");
}
