import { dirname, join } from "node:path";
import { errorCode, replaceFile, syncFolder } from "@envoy/durable-file";
import { FleetTableError } from "./errors.js";
import { manifestName, manifestText, parseManifest } from "./parse-manifest.js";
import { removeIfThere, syncFile } from "./run-folder.js";
import type { TableFileSystem } from "./table-file-system.js";
import type { TableManifest } from "./table-manifest.js";

/** One state of a table, which never changes. */
export interface Generation {
  readonly manifest: TableManifest;
  /** Absolute; the paths of the manifest's files are below it. */
  readonly folder: string;
}

/** What readers open. */
export const currentName = "current";

/** What link(2) fails with on file systems without hard links, for too many of them, and between file systems. */
const noHardLink = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK", "EXDEV"]);

/** `generation-000042`. */
export function generationName(generation: number): string {
  return `generation-${String(generation).padStart(6, "0")}`;
}

/** The number in a generation's name; undefined for any other name. */
export function parseGenerationName(name: string): number | undefined {
  const [, digits] = /^generation-(\d{6,15})$/.exec(name) ?? [];
  return digits !== undefined && generationName(Number(digits)) === name
    ? Number(digits)
    : undefined;
}

/** The name of a generation that is not complete, or not any more: with a dot, as what programs that read whole folders skip. */
export function hiddenName(name: string): string {
  return `.${name}`;
}

/** Reads the manifest of a generation. Throws `ERR_MANIFEST`, or Node's system errors. */
export function readGeneration(
  fileSystem: TableFileSystem,
  table: string,
  generation: number,
): Generation {
  const folder = join(table, generationName(generation));
  const path = join(folder, manifestName);
  const text = new TextDecoder().decode(fileSystem.readFileSync(path));
  const manifest = parseManifest(text, path);
  if (manifest.generation !== generation) {
    throw new FleetTableError(
      "ERR_MANIFEST",
      path,
      `The manifest ${path} is that of generation ${manifest.generation}. Put back the folder's own.`,
    );
  }
  return { manifest, folder };
}

/** A file of a generation that is being built: its path there, and where it is now. */
interface SourceFile {
  readonly path: string;
  readonly from: string;
  readonly bytes: number;
}

/** What a generation is built of. */
export interface GenerationParts {
  readonly manifest: TableManifest;
  readonly files: readonly SourceFile[];
  /** Other files at the top of the generation, by name. */
  readonly extraFiles: ReadonlyMap<string, Uint8Array>;
  readonly signal: AbortSignal | undefined;
}

/**
 * Builds a generation's folder under its hidden name, durably, and then gives it its own: a folder of that name is
 * complete. The table's readers do not see it yet.
 */
export async function buildGeneration(
  fileSystem: TableFileSystem,
  table: string,
  { manifest, files, extraFiles, signal }: GenerationParts,
): Promise<void> {
  const name = generationName(manifest.generation);
  const folder = join(table, hiddenName(name));
  await removeIfThere(fileSystem, folder);
  await fileSystem.mkdir(folder, 0o755);
  const folders = new Set([folder]);
  for (const file of files) {
    signal?.throwIfAborted();
    const path = join(folder, file.path);
    await addFolder(fileSystem, folders, dirname(path));
    await linkOrCopy(fileSystem, file, path);
  }
  const texts = [
    ...extraFiles,
    [manifestName, new TextEncoder().encode(manifestText(manifest))],
  ] as const;
  for (const [extra, bytes] of texts) {
    await replaceFile(join(folder, extra), bytes, { fileSystem, mode: 0o644 });
  }
  // Parents were added before their children.
  for (const path of [...folders].reverse()) await syncFolder(fileSystem, path);
  signal?.throwIfAborted();
  await fileSystem.rename(folder, join(table, name));
  await syncFolder(fileSystem, table);
}

/** Makes `current` lead to a generation, at once and durably. */
export async function swapCurrent(
  fileSystem: TableFileSystem,
  table: string,
  generation: number,
): Promise<void> {
  const link = join(table, hiddenName(currentName));
  removeLink(fileSystem, link);
  // Relative, so that the table can be moved and mounted elsewhere.
  await fileSystem.symlink(generationName(generation), link);
  await fileSystem.rename(link, join(table, currentName));
  await syncFolder(fileSystem, table);
}

/** Removes what a killed swap left. */
export function removeLink(fileSystem: TableFileSystem, link: string): void {
  try {
    fileSystem.unlinkSync(link);
  } catch (error) {
    if (errorCode(error) !== "ENOENT") throw error;
  }
}

async function addFolder(
  fileSystem: TableFileSystem,
  folders: Set<string>,
  folder: string,
): Promise<void> {
  if (folders.has(folder)) return;
  await addFolder(fileSystem, folders, dirname(folder));
  await fileSystem.mkdir(folder, 0o755);
  folders.add(folder);
}

async function linkOrCopy(
  fileSystem: TableFileSystem,
  { from, bytes }: SourceFile,
  path: string,
): Promise<void> {
  const { size } = await fileSystem.stat(from);
  if (size !== bytes) {
    throw new FleetTableError(
      "ERR_LAYOUT",
      from,
      `${from} has ${size} bytes, and the manifest says ${bytes}: it was changed or cut off. Put the file back, or remove the table and compact the landing anew.`,
    );
  }
  try {
    await fileSystem.link(from, path);
  } catch (error) {
    if (!noHardLink.has(errorCode(error) ?? "")) throw error;
    await fileSystem.copyFile(from, path);
    await syncFile(fileSystem, path);
  }
}
