import { columnTable } from "../readings/columns.js";
import type { StoredTable } from "../tables/site-table.js";
import { hasDates, type TableSummary } from "../tables/table-summary.js";
import { utcDay } from "../utc-day.js";

/** A table of the dataset, and how much it holds. */
interface DescribedTable {
  readonly table: StoredTable;
  readonly summary: TableSummary;
}

/** What the card tells about the tables beside the archive. */
export interface CardTables {
  readonly repo: string;
  /** The folder of the repository that holds them. */
  readonly path: string;
  readonly tables: readonly DescribedTable[];
  /** Names of those that are not uploaded, since serial numbers are within their texts. */
  readonly leftOut: readonly string[];
  readonly isPseudonymised: boolean;
}

/** The lines of the front matter by which the Hub and `load_dataset` find the tables; the archive is the first. */
export function configLines(
  pathInRepo: string,
  tablesPath: string,
  tables: readonly string[],
): readonly string[] {
  const config = (name: string, path: string): readonly string[] => [
    `  - config_name: ${name}`,
    "    data_files:",
    "      - split: train",
    `        path: "${path}/**/*.parquet"`,
  ];
  return [
    "configs:",
    ...config("default", pathInRepo),
    ...tables.flatMap((name) => config(name, `${tablesPath}/${name}`)),
  ];
}

/** The names of the tables that a card describes. */
export function describedTables(card: string | undefined): readonly string[] {
  return [...(card ?? "").matchAll(/^### Table `(\w+)`$/gm)].map(([, name = ""]) => name);
}

/** The card with other configs in its front matter, if its owner left them as they were written. */
export function withConfigs(
  card: string,
  written: readonly string[],
  wanted: readonly string[],
): string {
  const frontMatter = /^---\n[\s\S]*?\n---\n/.exec(card)?.[0];
  const configs = frontMatter && /^configs:\n(?: .*\n)*/m.exec(frontMatter)?.[0];
  if (frontMatter === undefined || configs !== `${written.join("\n")}\n`) return card;
  const changed = frontMatter.replace(configs, () => `${wanted.join("\n")}\n`);
  return changed + card.slice(frontMatter.length);
}

/** The tables for a reader of the card; empty if there are none. */
export function tableSections(card: CardTables): readonly string[] {
  const { tables, leftOut } = card;
  return [
    ...(tables.length === 0 ? [] : [howToLoad(card), ...tables.map((each) => section(each, card))]),
    ...leftOut.map(
      (name) =>
        `\`${name}\` is not in this dataset: serial numbers are within its texts, where no pseudonym can replace them.`,
    ),
  ];
}

function howToLoad({ repo, path, tables: [first] }: CardTables): string {
  const name = first?.table.name ?? "";
  return `### Other tables

Each is a config of its own; \`default\` is the readings above. Times are UTC. A null is a value that the
gateway did not give, or that is not known.

\`\`\`python
load_dataset("${repo}", "${name}", split="train")
\`\`\`

\`\`\`sql
FROM read_parquet('hf://datasets/${repo}/${path}/${name}/**/*.parquet', hive_partitioning = true);
\`\`\`

They have one file a day. Once a month is over, its days become one file, whose \`day\` is 0. \`daily_summary\` has one file
a year.`;
}

function section(
  { table, summary: { rows, first, last } }: DescribedTable,
  { isPseudonymised }: CardTables,
): string {
  const { name, meaning, columns, definition, deviceColumns = [] } = table;
  const span =
    first === undefined || last === undefined
      ? ""
      : `, from ${utcDay(first)} to ${utcDay(last)}${hasDates(table) ? "" : " (UTC)"}`;
  const described = columns.map((column) => ({
    ...column,
    type: column.type === "name" ? "text" : column.type,
    ...(isPseudonymised && deviceColumns.includes(column.name)
      ? { meaning: "pseudonym of the device's number, which stays the same" }
      : {}),
  }));
  const key = definition.primaryKey.map((column) => `\`${column}\``).join(", ");
  return `### Table \`${name}\`

**${rows.toLocaleString("en")} rows**${span}. ${meaning} The primary key is ${key}.

${columnTable(described)}`;
}
