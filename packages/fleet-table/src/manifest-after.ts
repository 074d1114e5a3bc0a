import type { CompactionPlan } from "./compaction-plan.js";
import { FleetTableError } from "./errors.js";
import { byPath } from "./job-digest.js";
import type { TableFile, TableManifest } from "./table-manifest.js";

/** Options of {@link manifestAfter}. */
export interface ManifestAfterOptions {
  /** That of the plan's base; undefined if there is no table yet. */
  readonly manifest: TableManifest | undefined;
  readonly plan: CompactionPlan;
  /** For each job of the plan, by its digest, the files that it wrote. */
  readonly made: ReadonlyMap<string, readonly TableFile[]>;
  readonly madeAt: Date;
}

/**
 * The manifest that a plan leads to: without the files that its jobs replace, and with those that they wrote. Throws
 * `TypeError` if a job of the plan has not been done, and `FleetTableError`: `ERR_STALE_PLAN` if the plan was made for
 * another generation, `ERR_LAYOUT` if two files have one path.
 */
export function manifestAfter(options: ManifestAfterOptions): TableManifest {
  const { manifest, plan, made, madeAt } = options;
  if (manifest?.generation !== plan.base) {
    throw new FleetTableError(
      "ERR_STALE_PLAN",
      undefined,
      `The plan was made for ${named(plan.base)}, and the table now has ${named(manifest?.generation)}. Plan again; do not let two programs write one table.`,
    );
  }
  const replaced = new Set<string>();
  const written: TableFile[] = [];
  for (const { kind, previous, digest, month, shard } of plan.jobs) {
    const files = made.get(digest);
    if (files === undefined)
      throw new TypeError(`The ${kind} of ${month}, shard ${shard}, has not been done.`);
    // Nothing came but what the month's part has: it stays, and need not be published again.
    if (kind === "close" && isSamePart(previous, files)) continue;
    written.push(...files);
    if (kind !== "add") for (const { path } of previous) replaced.add(path);
  }
  const files = [...(manifest?.files ?? []).filter(({ path }) => !replaced.has(path)), ...written];
  checkPaths(files);
  return {
    version: 1,
    generation: (plan.base ?? 0) + 1,
    madeAt: madeAt.toISOString(),
    sqlVersion: plan.sqlVersion,
    shards: plan.shards,
    consumed: plan.consumed,
    files: files.sort(byPath),
  };
}

/** Rows of a published file are never lost and keep their values, so as many rows are the same ones. */
function isSamePart(previous: readonly TableFile[], files: readonly TableFile[]): boolean {
  const [before, after] = [previous[0], files[0]];
  return (
    previous.length === 1 &&
    files.length === 1 &&
    before?.path === after?.path &&
    before?.rows === after?.rows
  );
}

function checkPaths(files: readonly TableFile[]): void {
  const paths = new Set<string>();
  for (const { path } of files) {
    if (paths.has(path)) {
      throw new FleetTableError("ERR_LAYOUT", path, `Two files of the table would be ${path}.`);
    }
    paths.add(path);
  }
}

function named(generation: number | undefined): string {
  return generation === undefined ? "no generation" : `generation ${generation}`;
}
