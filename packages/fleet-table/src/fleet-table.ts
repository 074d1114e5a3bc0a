import { join, resolve } from "node:path";
import { errorCode, makeFolder, syncFolder } from "@envoy/durable-file";
import type { CompactionJob } from "./compaction-job.js";
import type { CompactionPlan } from "./compaction-plan.js";
import { FleetTableError } from "./errors.js";
import {
  buildGeneration,
  currentName,
  type Generation,
  generationName,
  hiddenName,
  parseGenerationName,
  readGeneration,
  removeLink,
  swapCurrent,
} from "./generation-folder.js";
import { manifestAfter } from "./manifest-after.js";
import { finishRun, makeRunFolder, readRun, removeIfThere } from "./run-folder.js";
import { orStorageError } from "./storage.js";
import { nodeTableFileSystem, type TableFileSystem } from "./table-file-system.js";
import type { TableFile, TableManifest } from "./table-manifest.js";

/** Options of {@link FleetTable.open}. */
export interface FleetTableOptions {
  /** @default the real disk */
  readonly fileSystem?: TableFileSystem;
  /** The time in milliseconds, which the manifest has. @default Date.now */
  readonly now?: () => number;
}

/** Options of {@link FleetTable.commit}. */
export interface CommitOptions {
  readonly plan: CompactionPlan;
  /** For each job of the plan, by its digest, what `finish` or `isDone` resolved to. */
  readonly made: ReadonlyMap<string, readonly TableFile[]>;
  /** Other files of the generation, such as `gateways.parquet`, by name. @default none */
  readonly extraFiles?: ReadonlyMap<string, Uint8Array>;
  /** Whether all older generations go at once, so that nothing of them is left on disk. @default false */
  readonly dropOld?: boolean;
  /** Until the new generation is complete. */
  readonly signal?: AbortSignal;
}

/** Options of {@link FleetTable.clear}. */
export interface ClearOptions {
  /** The jobs whose finished runs stay. @default none */
  readonly keep?: readonly CompactionJob[];
  /** Whether the previous generation goes too. @default false */
  readonly dropOld?: boolean;
}

const runsName = "runs";

/**
 * A table on disk: generations, of which `current` leads to the newest, and the folders of runs. One program at a time
 * may change it; that is the caller's to see to. Its methods reject with `FleetTableError`, or with their signal's reason.
 */
export class FleetTable {
  readonly #folder: string;
  readonly #fileSystem: TableFileSystem;
  readonly #now: () => number;

  private constructor(folder: string, options: FleetTableOptions) {
    const { fileSystem = nodeTableFileSystem, now = Date.now } = options;
    this.#folder = resolve(folder);
    this.#fileSystem = fileSystem;
    this.#now = now;
  }

  /** A table in a folder, which is made by the first job. */
  static open(folder: string, options: FleetTableOptions = {}): FleetTable {
    return new FleetTable(folder, options);
  }

  /** The newest generation; undefined if there is no table yet. */
  async current(): Promise<Generation | undefined> {
    return this.#guard("The table could not be read", async () => {
      const generation = (await this.#linked()) ?? Math.max(0, ...(await this.#generations()));
      if (generation === 0) return undefined;
      return readGeneration(this.#fileSystem, this.#folder, generation);
    });
  }

  /** The folder of a job's run, absolute, made and empty. */
  async runFolder(job: CompactionJob): Promise<string> {
    const folder = this.#runFolder(job);
    await this.#guard("The folder of a run could not be made", () =>
      makeRunFolder(this.#fileSystem, folder),
    );
    return folder;
  }

  /** The files of a job whose run was finished earlier; undefined if it has to be run. */
  async isDone(job: CompactionJob): Promise<readonly TableFile[] | undefined> {
    return this.#guard("The folder of a run could not be read", () =>
      readRun(this.#fileSystem, this.#runFolder(job), job),
    );
  }

  /**
   * Makes durable what an engine wrote into a job's run folder, and describes it. A file without rows is left out. Also
   * rejects with `ERR_PARQUET`, with `ERR_LAYOUT` for other files than the job's, and with `ERR_ROWS`.
   */
  async finish(
    job: CompactionJob,
    { signal }: { readonly signal?: AbortSignal } = {},
  ): Promise<readonly TableFile[]> {
    return this.#guard("A run could not be finished", () =>
      finishRun(this.#fileSystem, this.#runFolder(job), job, signal),
    );
  }

  /**
   * Makes the generation that a plan leads to, and then the current one. Killed at any moment, or after power loss, the
   * table is the old generation or the new one, whole. The generation that was current stays for those who still read it;
   * older ones and all runs are removed. Also rejects with `ERR_STALE_PLAN`, `ERR_LAYOUT`, `ERR_MISSING_FILE`, and with
   * `TypeError` if a job has not been done.
   */
  async commit(options: CommitOptions): Promise<TableManifest> {
    const { plan, made, extraFiles = new Map(), dropOld = false, signal } = options;
    checkNames(extraFiles);
    const base = await this.current();
    const madeAt = new Date(this.#now());
    const manifest = manifestAfter({ manifest: base?.manifest, plan, made, madeAt });
    const unchanged = new Set(base?.manifest.files);
    const files = manifest.files.map((file) => {
      const folder = unchanged.has(file) ? (base?.folder ?? "") : this.#runFolder(file);
      return { path: file.path, from: join(folder, file.path), bytes: file.bytes };
    });
    const parts = { manifest, files, extraFiles, signal };
    await this.#guard("The new generation could not be made", async () => {
      await makeFolder(this.#fileSystem, this.#folder, 0o755);
      // A run that was killed before it swapped may have left a generation of this number.
      await this.#removeGeneration(generationName(manifest.generation));
      await buildGeneration(this.#fileSystem, this.#folder, parts);
      await swapCurrent(this.#fileSystem, this.#folder, manifest.generation);
    });
    await this.clear({ dropOld });
    return manifest;
  }

  /**
   * Removes what killed runs left: generations that never became current, runs but those of the jobs to keep, and
   * generations that are older than the previous one. It also makes `current` again if that is missing.
   */
  async clear({ keep = [], dropOld = false }: ClearOptions = {}): Promise<void> {
    const current = (await this.current())?.manifest.generation;
    await this.#guard("What an earlier run left could not be removed", async () => {
      if (current !== undefined && (await this.#linked()) === undefined) {
        await swapCurrent(this.#fileSystem, this.#folder, current);
      }
      await this.#clearRuns(keep);
      const generations = await this.#generations();
      const previous = Math.max(0, ...generations.filter((number) => number < (current ?? 0)));
      const kept = new Set(dropOld ? [current] : [current, previous]);
      const leftOver = generations.filter((number) => !kept.has(number)).map(generationName);
      for (const name of leftOver) await this.#removeGeneration(name);
      const hidden = await this.#hiddenLeftOvers();
      for (const name of hidden) await removeIfThere(this.#fileSystem, join(this.#folder, name));
      removeLink(this.#fileSystem, join(this.#folder, hiddenName(currentName)));
      if (leftOver.length + hidden.length > 0) await syncFolder(this.#fileSystem, this.#folder);
    });
  }

  #runFolder({ digest }: { readonly digest: string }): string {
    return join(this.#folder, runsName, digest);
  }

  /** The generation that `current` leads to. */
  async #linked(): Promise<number | undefined> {
    const path = join(this.#folder, currentName);
    const target = await this.#fileSystem.readlink(path).catch((error: unknown) => {
      if (errorCode(error) === "ENOENT") return undefined;
      if (errorCode(error) === "EINVAL") return "";
      throw error;
    });
    if (target === undefined) return undefined;
    const generation = parseGenerationName(target);
    if (generation !== undefined) return generation;
    throw new FleetTableError(
      "ERR_LAYOUT",
      path,
      `${path} is no link to a generation beside it. Make it one: ln -sfn generation-... current, with the highest number that is there.`,
    );
  }

  async #generations(): Promise<readonly number[]> {
    const names = await this.#namesIn(this.#folder);
    return names.map(parseGenerationName).filter((number) => number !== undefined);
  }

  async #hiddenLeftOvers(): Promise<readonly string[]> {
    const names = await this.#namesIn(this.#folder);
    return names.filter((name) => name.startsWith(".") && parseGenerationName(name.slice(1)));
  }

  async #removeGeneration(name: string): Promise<void> {
    const hidden = join(this.#folder, hiddenName(name));
    await removeIfThere(this.#fileSystem, hidden);
    try {
      // A folder with a generation's own name is complete, also while it is being removed.
      await this.#fileSystem.rename(join(this.#folder, name), hidden);
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw error;
    }
    await removeIfThere(this.#fileSystem, hidden);
  }

  async #clearRuns(keep: readonly CompactionJob[]): Promise<void> {
    const runs = join(this.#folder, runsName);
    const kept = new Set(keep.map(({ digest }) => digest));
    const names = await this.#namesIn(runs);
    for (const name of names.filter((digest) => !kept.has(digest))) {
      await removeIfThere(this.#fileSystem, join(runs, name));
    }
    if (names.every((digest) => !kept.has(digest))) await removeIfThere(this.#fileSystem, runs);
  }

  async #namesIn(folder: string): Promise<readonly string[]> {
    try {
      return (await this.#fileSystem.readdir(folder)).map(({ name }) => name);
    } catch (error) {
      if (errorCode(error) === "ENOENT") return [];
      throw error;
    }
  }

  #guard<T>(what: string, step: () => Promise<T>): Promise<T> {
    return orStorageError(this.#folder, what, step);
  }
}

function checkNames(extraFiles: ReadonlyMap<string, Uint8Array>): void {
  for (const name of extraFiles.keys()) {
    if (!/^[A-Za-z0-9][\w-]*\.[a-z]+$/.test(name) || name === "manifest.json") {
      throw new TypeError(`"${name}" is no name of another file of a generation.`);
    }
  }
}
