import { fleetColumns } from "../columns.js";
import type { Dialect, Select } from "../dialect.js";
import { sameKey } from "./same-key.js";
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

const columns = fleetColumns.map(({ name }) => name).join(", ");

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
      `SELECT ${columns} FROM ${dialect.files(previous)}`,
      ...rowsOfRounds(dialect, { previous, rounds }),
    ].join("\nUNION ALL\n");
}

/** All rows of the table's files. */
export function mergedFiles({ previous }: Pick<CompactionInputs, "previous">): Select {
  return (dialect) => `SELECT ${columns} FROM ${dialect.files(previous)}`;
}

/** The rows of the table's files, but for those of one gateway. */
export function withoutGateway({
  previous,
  gateway,
}: Pick<CompactionInputs, "previous"> & { readonly gateway: string }): Select {
  return (dialect) =>
    `SELECT ${columns} FROM ${dialect.files(previous)} WHERE gateway <> ${textLiteral(gateway)}`;
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
    const earlier = rounds.slice(0, i).flat();
    const known = [
      previous,
      earlier.filter(({ gateway }) => gateways.has(gateway)).map(({ path }) => path),
    ];
    const conditions = known
      .filter((paths) => paths.length > 0)
      .map((paths) => isNotIn(dialect, paths, gateways));
    const where = conditions.length > 0 ? `\nWHERE ${conditions.join("\nAND ")}` : "";
    const rows = dialect.files(round.map(({ path }) => path));
    return [`SELECT ${columns} FROM ${rows} AS landed${where}`];
  });
}

/** Anti-joins spill to disk where a window over all rows does not fit. Naming the gateways skips the row groups of others. */
function isNotIn(
  dialect: Dialect,
  paths: readonly string[],
  gateways: ReadonlySet<string>,
): string {
  const names = [...gateways].map(textLiteral).join(", ");
  return `NOT EXISTS (SELECT 1 FROM ${dialect.files(paths)} AS known WHERE ${sameKey("known", "landed")} AND known.gateway IN (${names}))`;
}
