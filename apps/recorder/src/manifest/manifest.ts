import type { ManifestFile } from "./file-list.js";
import type { ManifestSite } from "./site-layout.js";

/** What is in an archive and the tables beside it: the `manifest.json` that its readers begin with. Times are ISO 8601 in UTC; null is unknown. */
export interface Manifest {
  readonly version: 1;
  readonly made_at: string;
  readonly site: ManifestSite;
  /** Null in an upload. */
  readonly recording: ManifestRecording | null;
  /** By name; the archive's is `readings`. */
  readonly tables: Readonly<Record<string, { readonly files: readonly ManifestFile[] }>>;
}

/** How the recording goes. */
export interface ManifestRecording {
  /** When an answer of the gateway was last saved; null if that was not in the last days. */
  readonly last_poll_at: string | null;
  readonly polls_waiting: number;
}

/** The name of the archive among the tables. */
export const readingsName = "readings";

/** The manifest as the text of a file. */
export function manifestText(manifest: Manifest): string {
  return `${JSON.stringify(manifest, undefined, 1)}\n`;
}
