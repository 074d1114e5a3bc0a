import { type DatasetCard, sizeCategory } from "@envoy/hf-sync";
import type { ArchiveTypes, DatasetConfig } from "../config/config.js";
import type { ArchiveSummary } from "../readings/archive-summary.js";
import { type Column, columnsOf, columnTable, primaryKey } from "../readings/columns.js";
import {
  duckdbSnippet,
  pandasSnippet,
  polarsSnippet,
  polarsWarning,
} from "../readings/snippets.js";
import { utcDay } from "../utc-day.js";
import { type CardTables, configLines, tableSections } from "./card-tables.js";

/** The dataset card of an archive of these types and the tables beside it: what their columns mean, how much there is, and how to read it. */
export function archiveCard(
  config: DatasetConfig,
  summary: ArchiveSummary,
  types: ArchiveTypes,
  tables: CardTables,
): DatasetCard {
  const { repo, pathInRepo, license } = config;
  const names = tables.tables.map(({ table }) => table.name);
  const frontMatter = [
    "pretty_name: Solar inverter readings",
    ...(license === undefined ? [] : [`license: ${license}`]),
    "tags:",
    ...["solar", "photovoltaic", "energy", "enphase", "time-series"].map((tag) => `  - ${tag}`),
    "size_categories:",
    `  - ${sizeCategory(summary.rows)}`,
    ...configLines(pathInRepo, tables.path, names),
  ].join("\n");
  return {
    frontMatter,
    opening:
      "# Solar inverter readings\n\nEvery reading of the Enphase microinverters of one site, recorded from its gateway.",
    block: [
      extent(summary),
      columnTable(describedColumns(types, config.pseudonymiseSerials)),
      meaning(types),
      snippets(repo, pathInRepo, types),
      ...tableSections(tables),
    ].join("\n\n"),
  };
}

function extent({ rows, first, last }: ArchiveSummary): string {
  const span =
    first === undefined || last === undefined
      ? ""
      : `, from ${utcDay(first)} to ${utcDay(last)} (UTC)`;
  return `**${rows.toLocaleString("en")} rows**${span}. One row is one reporting period of one inverter.`;
}

function describedColumns(types: ArchiveTypes, isPseudonymised: boolean): readonly Column[] {
  const columns = columnsOf(types);
  if (!isPseudonymised) return columns;
  const pseudonym = "pseudonym of the inverter's serial number, which stays the same";
  return columns.map((column) =>
    column.name === "serial_number" ? { ...column, meaning: pseudonym } : column,
  );
}

const meaning = (
  types: ArchiveTypes,
): string => `Times are UTC; the gateway's day (\`watt_hours_today\`) begins at local midnight. Inverters sleep at
night, so there are no rows between dusk and dawn. A gap by day means that the recorder or the gateway
was away: the energy of the missing periods is in no row. A null is a value that the gateway did not
give or that did not fit its column. Rows are never changed once they are written.

The primary key is ${primaryKey.map((name) => `\`${name}\``).join(" and ")}: no two rows have the same values in both.
\`flags\` holds the 64 bits that the gateway gives as \`flags_hex\`. What a single bit means
is not known: they are kept as the gateway gave them${types === "native" ? "" : ", but values of 2^63 or more, which a signed column cannot hold, are null"}.

Each file's footer holds, as key-value metadata, the program and its version, the units of the columns and the primary
key; DuckDB shows it with \`parquet_kv_metadata\`, pyarrow with \`pyarrow.parquet.read_metadata(path).metadata\`.`;

/** The reader of the card puts in the zone of the site, which the program does not know yet. */
const exampleTimeZone = "Europe/London";

function snippets(repo: string, pathInRepo: string, types: ArchiveTypes): string {
  const location = {
    folder: `hf://datasets/${repo}/${pathInRepo}`,
    timeZone: exampleTimeZone,
    types,
  };
  const isNative = types === "native";
  return `### Read it

kWh a local day; put the time zone of the site in place of ${exampleTimeZone}.

\`\`\`sql
-- DuckDB; a private dataset needs CREATE SECRET (TYPE huggingface, PROVIDER credential_chain); first.${isNative ? "\n-- It shows period_duration in microseconds." : ""}
${duckdbSnippet(location)}
\`\`\`
${isNative ? `\n${polarsWarning}\n` : ""}
\`\`\`python
${polarsSnippet(location)}
\`\`\`

\`\`\`python
${pandasSnippet(location)}
\`\`\`

\`\`\`python
from datasets import load_dataset

load_dataset("${repo}", split="train")
\`\`\``;
}
