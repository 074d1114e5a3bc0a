import { type DatasetCard, sizeCategory } from "@envoy/hf-sync";
import type { HuggingFaceConfig } from "../config/config.js";
import type { ArchiveSummary } from "./archive-summary.js";

/** The dataset card of an archive: what its columns mean, how much there is, and how to read it. */
export function archiveCard(config: HuggingFaceConfig, summary: ArchiveSummary): DatasetCard {
  const { repo, pathInRepo, license } = config;
  const frontMatter = [
    "pretty_name: Solar inverter readings",
    ...(license === undefined ? [] : [`license: ${license}`]),
    "tags:",
    ...["solar", "photovoltaic", "energy", "enphase", "time-series"].map((tag) => `  - ${tag}`),
    "size_categories:",
    `  - ${sizeCategory(summary.rows)}`,
    "configs:",
    "  - config_name: default",
    "    data_files:",
    "      - split: train",
    `        path: "${pathInRepo}/**/*.parquet"`,
  ].join("\n");
  return {
    frontMatter,
    opening:
      "# Solar inverter readings\n\nEvery reading of the Enphase microinverters of one site, recorded from its gateway.",
    block: `${extent(summary)}\n\n${columns(config.pseudonymiseSerials)}\n\n${meaning}\n\n${snippets(repo, pathInRepo)}`,
  };
}

function extent({ rows, first, last }: ArchiveSummary): string {
  const day = (time: number): string => new Date(time).toISOString().slice(0, 10);
  const span =
    first === undefined || last === undefined ? "" : `, from ${day(first)} to ${day(last)} (UTC)`;
  return `**${rows.toLocaleString("en")} rows**${span}. One row is one reporting period of one inverter.`;
}

function columns(isPseudonymised: boolean): string {
  const serial = isPseudonymised
    ? "of the inverter, as a pseudonym that stays the same"
    : "of the inverter";
  const rows: readonly (readonly [string, string, string])[] = [
    ["serial_number", "text", serial],
    ["period_end_time", "timestamp, UTC", "end of the reporting period"],
    ["period_duration", "duration", "its length, most often about 15 minutes"],
    ["joules_produced", "J", "energy of the period; divided by its seconds: mean watts"],
    ["ac_voltage_mV", "mV", "at the end of the period"],
    ["ac_current_mA", "mA", "at the end of the period; 0 where the inverter does not measure it"],
    ["dc_voltage_mV", "mV", "of the panel, at the end of the period"],
    ["dc_current_mA", "mA", "of the panel, at the end of the period"],
    ["ac_frequency_mHz", "mHz", "of the grid, at the end of the period"],
    ["inverter_temperature_Celsius", "°C", "at the end of the period"],
    ["power_conversion_error_seconds", "s", "of the period with conversion errors"],
    ["power_conversion_max_error_cycles", "cycles", "longest run of them"],
    ["flags", "64 bits", "status of the inverter"],
    ["watt_hours_today", "Wh", "energy of the gateway's day so far"],
  ];
  const lines = rows.map(([name, unit, text]) => `| \`${name}\` | ${unit} | ${text} |`);
  return ["| column | unit | meaning |", "| --- | --- | --- |", ...lines].join("\n");
}

const meaning = `Times are UTC; the gateway's day (\`watt_hours_today\`) begins at local midnight. Inverters sleep at
night, so there are no rows between dusk and dawn. A gap by day means that the recorder or the gateway
was away: the energy of the missing periods is in no row. A null is a value that was not given or did
not fit its column. Rows are never changed once they are written.`;

function snippets(repo: string, pathInRepo: string): string {
  const glob = `hf://datasets/${repo}/${pathInRepo}/**/*.parquet`;
  return `### Read it

\`\`\`sql
-- DuckDB; a private dataset needs CREATE SECRET (TYPE huggingface, PROVIDER credential_chain); first.
-- It shows period_duration in microseconds.
SELECT serial_number, sum(joules_produced) / 3.6e6 AS kWh
FROM read_parquet('${glob}', hive_partitioning = true)
GROUP BY ALL ORDER BY ALL;
\`\`\`

\`\`\`python
import polars as pl

pl.scan_parquet("${glob}", hive_partitioning=True).collect()
\`\`\`

\`\`\`python
from datasets import load_dataset

load_dataset("${repo}", split="train")
\`\`\``;
}
