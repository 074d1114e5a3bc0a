import type { Manifest, ManifestFile } from "./manifest.js";

/** Where the files of an archive are. */
export interface ArchiveSource {
  /**
   * The manifest as it is now.
   * @throws ArchiveReaderError, or the signal's reason
   */
  manifest(options?: RequestOptions): Promise<Manifest>;

  /**
   * The bytes of a file, whose length and SHA-256 are the manifest's. If the file is another one by now, the source
   * reads the manifest anew, once, and gives the file of that path as the new manifest has it.
   * @throws ArchiveReaderError, or the signal's reason
   */
  file(file: ManifestFile, options?: FileOptions): Promise<ArrayBuffer>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
}

export interface FileOptions extends RequestOptions {
  /** Called as bytes arrive. They may begin anew, if the file has changed. */
  readonly onProgress?: (progress: FileProgress) => void;
}

export interface FileProgress {
  readonly receivedBytes: number;
  /** As the manifest says. */
  readonly totalBytes: number;
}

/** What all sources have. */
export interface SourceOptions {
  /** @default globalThis.fetch */
  readonly fetch?: typeof globalThis.fetch;
  /**
   * How long a server may send nothing.
   * @default 30000
   */
  readonly idleTimeoutMs?: number;
}
