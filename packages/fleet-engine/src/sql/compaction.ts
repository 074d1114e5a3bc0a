import type { Dialect, Select } from "../dialect.js";
import { sameKey } from "./same-key.js";
import { allColumns, keyColumns } from "./select-list.js";
import { textLiteral } from "./text-literal.js";

/** Which rows the selects of this file choose. It is increased when they choose others, so that shards are made anew. */
export const sqlVersion = 1;

/** A file of a landing: the readings of one gateway, none twice. */
export interface LandingInput {
  /** Absolute. */
  readonly path: string;
  readonly gateway: string;
}

/** What is compacted: all of it of one month and shard. */
export interface CompactionInputs {
  /** The absolute paths of the table's files, whose rows win over the landing's. */
  readonly previous: readonly string[];
  /** In each round a gateway has at most one file, and the rows of an earlier round win. */
  readonly rounds: readonly (readonly LandingInput[])[];
}

/** The rows of the landing that `previous` does not have, as they were captured first. Throws `TypeError` if there is no landing file. */
export function newRows({ previous, rounds }: CompactionInputs): Select {
  if (rounds.every((round) => round.length === 0))
    throw new TypeError("There is no landing file to take rows from.");
  return (dialect) => rowsOfRounds(dialect, { previous, rounds }).join("\nUNION ALL\n");
}

/** The rows of `previous` and the new ones of the landing. Throws `TypeError` if there is no file at all. */
export function closedShard({ previous, rounds }: CompactionInputs): Select {
  if (previous.length === 0) return newRows({ previous, rounds });
  return (dialect) =>
    [
      `SELECT ${allColumns} FROM ${dialect.files(previous)}`,
      ...rowsOfRounds(dialect, { previous, rounds }),
    ].join("\nUNION ALL\n");
}

/** All rows of the table's files. */
export function mergedFiles({ previous }: Pick<CompactionInputs, "previous">): Select {
  return (dialect) => `SELECT ${allColumns} FROM ${dialect.files(previous)}`;
}

/** The rows of the table's files, but for those of one gateway. */
export function withoutGateway({
  previous,
  gateway,
}: Pick<CompactionInputs, "previous"> & { readonly gateway: string }): Select {
  return (dialect) =>
    `SELECT ${allColumns} FROM ${dialect.files(previous)} WHERE gateway <> ${textLiteral(gateway)}`;
}

/** One row with `n`: how many rows of one gateway the table's files have. */
export function rowsOfGateway({
  previous,
  gateway,
}: Pick<CompactionInputs, "previous"> & { readonly gateway: string }): Select {
  return (dialect) =>
    `SELECT count(*) AS n FROM ${dialect.files(previous)} WHERE gateway = ${textLiteral(gateway)}`;
}

/** For each round a query of its rows whose key is neither in the table nor in an earlier round. */
function rowsOfRounds(dialect: Dialect, { previous, rounds }: CompactionInputs): readonly string[] {
  return rounds.flatMap((round, i) => {
    if (round.length === 0) return [];
    const gateways = new Set(round.map(({ gateway }) => gateway));
    const earlier = rounds
      .slice(0, i)
      .flat()
      .filter(({ gateway }) => gateways.has(gateway));
    const known = [
      withoutKnown(dialect, "published", previous, gateways),
      withoutKnown(dialect, "earlier", pathsOf(earlier), gateways),
    ];
    const rows = `SELECT ${allColumns} FROM ${dialect.files(pathsOf(round))} AS landed`;
    return [[rows, ...known].join("")];
  });
}

/**
 * Leaves out the landed rows whose key is in some files. An anti-join spills to disk where a window over all rows does not
 * fit, and takes less than half of what NOT EXISTS takes, for which DuckDB collects the landed keys first. Naming the gateways
 * skips the row groups of others.
 */
function withoutKnown(
  dialect: Dialect,
  alias: string,
  paths: readonly string[],
  gateways: ReadonlySet<string>,
): string {
  if (paths.length === 0) return "";
  const names = [...gateways].map(textLiteral).join(", ");
  const known = `SELECT ${keyColumns} FROM ${dialect.files(paths)} WHERE gateway IN (${names})`;
  return `\nANTI JOIN (${known}) AS ${alias} ON ${sameKey(alias, "landed")}`;
}

function pathsOf(files: readonly LandingInput[]): readonly string[] {
  return files.map(({ path }) => path);
}
