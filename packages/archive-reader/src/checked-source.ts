import type {
  ArchiveSource,
  FileOptions,
  RequestOptions,
  SourceOptions,
} from "./archive-source.js";
import { ArchiveReaderError } from "./errors.js";
import { type GetRequest, getBytes, TooLongError } from "./get-bytes.js";
import type { Manifest, ManifestFile } from "./manifest.js";
import { parseManifest } from "./parse-manifest.js";
import { sha256Of } from "./sha-256.js";

/** One consistent state of an archive: where its manifest and the files are. */
export interface Snapshot {
  readonly manifest: Pick<GetRequest, "url" | "token" | "cache">;
  file(file: ManifestFile): Pick<GetRequest, "url" | "token">;
}

/** 20 years of five tables by day would be 3 MB. */
const mostBytesOfManifest = 4 * 2 ** 20;

/** A source that believes only files that are as the manifest says. `snapshot` finds the newest state. */
export function checkedSource(
  snapshot: (options: RequestOptions) => Snapshot | Promise<Snapshot>,
  sourceOptions: SourceOptions,
): ArchiveSource {
  let current: Snapshot | undefined;

  async function manifest(options: RequestOptions = {}): Promise<Manifest> {
    const newest = await snapshot(options);
    const request = {
      ...newest.manifest,
      ...options,
      what: "the manifest",
      mostBytes: mostBytesOfManifest,
    };
    const parsed = parseManifest(await getJson(request, sourceOptions));
    current = newest;
    return parsed;
  }

  async function file(asked: ManifestFile, options: FileOptions = {}): Promise<ArrayBuffer> {
    current ??= await snapshot(options);
    const bytes = await getFile(current, asked, options, sourceOptions);
    if (bytes !== undefined) return bytes;
    const { tables } = await manifest(options);
    const files: readonly ManifestFile[] = Object.values(tables).flat();
    const renewed = files.find(({ path }) => path === asked.path);
    const newBytes = renewed && (await getFile(current, renewed, options, sourceOptions));
    if (newBytes === undefined) throw changed(asked);
    return newBytes;
  }

  return { manifest, file };
}

/** The bytes of a file; undefined if they are not those that the manifest names. */
async function getFile(
  snapshot: Snapshot,
  file: ManifestFile,
  { signal, onProgress }: FileOptions,
  sourceOptions: SourceOptions,
): Promise<ArrayBuffer | undefined> {
  try {
    const bytes = await getBytes(
      {
        ...snapshot.file(file),
        ...(signal === undefined ? {} : { signal }),
        what: file.path,
        mostBytes: file.bytes,
        onBytes: (receivedBytes) => onProgress?.({ receivedBytes, totalBytes: file.bytes }),
      },
      sourceOptions,
    );
    if (bytes.byteLength !== file.bytes) return undefined;
    const sha256 = await sha256Of(bytes);
    return sha256 === undefined || sha256 === file.sha256 ? bytes.buffer : undefined;
  } catch (error) {
    if (error instanceof TooLongError || saysChanged(error)) return undefined;
    throw error;
  }
}

/** 409 is how the recorder says that a file has another SHA-256 by now; a removed file has changed, too. */
function saysChanged(error: unknown): boolean {
  return error instanceof ArchiveReaderError && (error.status === 409 || error.status === 404);
}

/** @throws ArchiveReaderError */
export async function getJson(request: GetRequest, options: SourceOptions): Promise<unknown> {
  try {
    return JSON.parse(new TextDecoder().decode(await getBytes(request, options)));
  } catch (cause) {
    if (cause instanceof TooLongError) throw notJson(request, "is longer than 4 MB", cause);
    if (cause instanceof SyntaxError) throw notJson(request, "is not JSON", cause);
    throw cause;
  }
}

function notJson({ url, what }: GetRequest, problem: string, cause: Error): ArchiveReaderError {
  return new ArchiveReaderError(
    "ERR_MANIFEST",
    `What is at ${url.origin}${url.pathname} ${problem}, so it is not ${what}. Check the address.`,
    { cause },
  );
}

function changed({ path }: ManifestFile): ArchiveReaderError {
  return new ArchiveReaderError(
    "ERR_CHANGED",
    `The file ${path} is not the one that the manifest names, nor is it after reading the manifest anew. Try again in a minute; if it stays so, have the recorder make or upload the manifest again.`,
  );
}
