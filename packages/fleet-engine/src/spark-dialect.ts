import type { Dialect } from "./dialect.js";
import { FleetEngineError } from "./errors.js";

/** Spark's words in the selects of one script, and the views of files that these name. */
export class SparkDialect implements Dialect {
  readonly name = "spark";
  /** A view's path to its name: the files of a list are listed and opened once, however often selects name it. */
  readonly #views = new Map<string, string>();
  readonly #inputs = new Set<string>();

  files(paths: readonly string[]): string {
    if (paths.length === 0) throw new TypeError("files() needs at least one path.");
    for (const path of paths) this.#inputs.add(path);
    const path = globOf(paths);
    const view = this.#views.get(path) ?? `files_${this.#views.size}`;
    this.#views.set(path, view);
    return view;
  }

  moment(at: Date): string {
    return `TIMESTAMP '${at.toISOString()}'`;
  }

  microseconds(timestamp: string): string {
    return `unix_micros(${timestamp})`;
  }

  /** All files that were named. */
  get inputs(): readonly string[] {
    return [...this.#inputs];
  }

  /** The statements that make the views. */
  get views(): readonly string[] {
    return [...this.#views].map(
      ([path, view]) => `CREATE TEMPORARY VIEW ${view} USING parquet OPTIONS (path '${path}');`,
    );
  }
}

/** A path as it is in a text literal and in a Hadoop glob, where other characters have a meaning. */
export function plainPath(path: string): string {
  const [meaning] = /[^\p{L}\p{N}/._=+@~ -]/u.exec(path) ?? [];
  if (meaning !== undefined)
    throw new FleetEngineError(
      "ERR_PATH",
      `Spark takes the ${JSON.stringify(meaning)} in ${path} as more than a letter. Rename the folder.`,
      { path },
    );
  return path;
}

/** A Hadoop glob of exactly these files, such as `/landing/{a.parquet,b.parquet}`. */
function globOf(paths: readonly string[]): string {
  const [first = "", ...others] = paths.map(plainPath);
  if (others.length === 0) return first;
  let folder = first.slice(0, first.lastIndexOf("/") + 1);
  while (!others.every((path) => path.startsWith(folder)))
    folder = folder.slice(0, folder.lastIndexOf("/", folder.length - 2) + 1);
  return `${folder}{${[first, ...others].map((path) => path.slice(folder.length)).join(",")}}`;
}
