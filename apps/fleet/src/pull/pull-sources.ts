import { ArchiveError } from "@envoy/parquet-archive";
import type { FleetConfig, SourceConfig } from "../config/config.js";
import { asStorageError } from "../errors/storage-error.js";
import { Landing } from "../landing/landing.js";
import type { SourceState } from "../landing/source-state.js";
import type { SourceStates } from "../landing/source-states.js";
import { openSource, type SourceNetwork } from "./open-source.js";
import { pullSource, type SourceResult } from "./pull-source.js";
import { SourceError } from "./source.js";

/** What a pull did. */
export interface PullResult {
  /** Sources of the config, without those that were forgotten. */
  readonly sources: number;
  /** Sources that had files to take. */
  readonly changed: number;
  readonly files: number;
  readonly rows: number;
  /** Sources of which something could not be taken. */
  readonly failed: number;
  /** Sources that the landing knows and the config does not name. */
  readonly unnamed: readonly SourceState[];
}

/** Options of {@link pullSources}. */
export interface PullOptions {
  readonly config: Pick<FleetConfig, "landing" | "shards" | "parallel" | "sources" | "file">;
  readonly signal: AbortSignal;
  /** Told, for each source that has any, what is wrong with it and what to do. */
  readonly warn: (line: string) => void;
  /** Told after each source how many are done. */
  readonly onProgress?: (done: number) => void;
  readonly network?: SourceNetwork;
  /** @default Date.now */
  readonly now?: () => number;
}

/** Pulls all sources, some at once. What is wrong with one costs the others nothing. Rejects with `FleetError` if the landing cannot be used, or with the signal's reason. */
export async function pullSources(options: PullOptions): Promise<PullResult> {
  const { config, signal } = options;
  const { landing: folder, shards, sources } = config;
  const landing = await Landing.openOrMake(folder, { shards, gateways: sources.length });
  const states = await landing.sources(signal);
  const wanted = sources.filter((source) => !warnIfForgotten(options, states, source));
  // The first failure of the landing ends the others.
  const stop = new AbortController();
  const pool = { ...options, signal: AbortSignal.any([signal, stop.signal]), landing, states };
  const queue = wanted.values();
  const outcomes: Outcome[] = [];
  const work = async (): Promise<void> => {
    for (const source of queue) {
      pool.signal.throwIfAborted();
      outcomes.push(await pullOne(pool, source));
      options.onProgress?.(outcomes.length);
    }
  };
  const workers = Array.from({ length: config.parallel }, async () => {
    try {
      await work();
    } catch (error) {
      stop.abort(error);
      throw error;
    }
  });
  const ended = await Promise.allSettled(workers);
  signal.throwIfAborted();
  if (ended.some(({ status }) => status === "rejected")) {
    throw asStorageError(`The landing ${folder} could not be written`, stop.signal.reason);
  }
  return toResult(outcomes, unnamedIn(states, sources));
}

interface Pool extends PullOptions {
  readonly landing: Landing;
  readonly states: SourceStates;
}

interface Outcome extends Pick<SourceResult, "files" | "rows"> {
  readonly hasFailed: boolean;
}

async function pullOne(pool: Pool, source: SourceConfig): Promise<Outcome> {
  const { landing, states, signal, network = {}, now = Date.now, warn } = pool;
  const known = states.of(source.place);
  try {
    const { files, rows, rowsLeftOut, problems, goneMonths } = await pullSource({
      source: openSource(source, signal, network),
      state: known ?? landing.newSource(placeOf(source)),
      landing,
      signal,
      now,
    });
    if (problems.length > 0) warn(`${source.name}: ${inOneLine(problems)}`);
    if (rowsLeftOut > 0) {
      const what = "without a serial number or a time, or of a time that its file cannot have";
      warn(`${source.name}: ${rowsLeftOut} rows of its new files were left out: ${what}.`);
    }
    if (goneMonths.length > 0) {
      warn(`${source.name}: it no longer has ${goneMonths.join(", ")}. What was taken is kept.`);
    }
    return { files, rows, hasFailed: problems.length > 0 };
  } catch (error) {
    signal.throwIfAborted();
    // `ArchiveError`: a file of the landing is damaged, which is of this source's gateway alone.
    if (!(error instanceof SourceError || error instanceof ArchiveError)) throw error;
    warn(`${source.name}: ${inOneLine([error.message])}`);
    if (known !== undefined && known.problem !== error.message) {
      await landing.keep({ ...known, problem: error.message });
    }
    return { files: 0, rows: 0, hasFailed: true };
  }
}

/** Without what only asking needs. */
function placeOf({ place }: SourceConfig): SourceState["place"] {
  if (place.kind === "folder") return place;
  const { kind, repo, path } = place;
  return { kind, repo, path };
}

function inOneLine([first = "", ...more]: readonly string[]): string {
  // Names from a source may have codes that a terminal acts on.
  const line = first.replaceAll(/[\s\p{Cc}]+/gu, " ");
  return more.length === 0 ? line : `${line} (${more.length} more like this)`;
}

function warnIfForgotten(
  { config, warn }: PullOptions,
  states: SourceStates,
  { place, name }: SourceConfig,
): boolean {
  if (!states.isForgotten(place)) return false;
  warn(`${name}: it was forgotten, and is not pulled. Remove its [[sources]] from ${config.file}.`);
  return true;
}

function unnamedIn(
  { states, of }: SourceStates,
  sources: readonly SourceConfig[],
): readonly SourceState[] {
  const named = new Set(sources.map(({ place }) => of(place)?.gateway));
  return states.filter(({ gateway }) => !named.has(gateway));
}

function toResult(outcomes: readonly Outcome[], unnamed: readonly SourceState[]): PullResult {
  return {
    sources: outcomes.length,
    changed: outcomes.filter(({ files }) => files > 0).length,
    files: outcomes.reduce((sum, { files }) => sum + files, 0),
    rows: outcomes.reduce((sum, { rows }) => sum + rows, 0),
    failed: outcomes.filter(({ hasFailed }) => hasFailed).length,
    unnamed,
  };
}
