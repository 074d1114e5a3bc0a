import { fleetColumns, fleetKey } from "@envoy/fleet-engine";
import type { TableManifest } from "@envoy/fleet-table";
import { type DatasetCard, sizeCategory } from "@envoy/hf-sync";
import type { PublishConfig } from "../config/config.js";
import { counted } from "../counted.js";
import { howToRead, tableGlobs } from "./card-examples.js";

/** What a card tells. */
export interface CardFacts {
  readonly publish: PublishConfig;
  readonly manifest: TableManifest;
  /** How many households there are. */
  readonly gateways: number;
}

/** The dataset card of a fleet's table. */
export function fleetCard({ publish, manifest, gateways }: CardFacts): DatasetCard {
  const title = publish.title ?? "Solar inverter readings of many roofs";
  return {
    frontMatter: frontMatter(title, publish, manifest),
    opening: `# ${title}\n\nReadings of Enphase microinverters, recorded by the households that own them.`,
    block: [
      extent(manifest, gateways),
      columnTable(),
      layout(manifest),
      howToRead(publish.repo, manifest),
      privacy,
    ].join("\n\n"),
  };
}

function frontMatter(title: string, { license }: PublishConfig, manifest: TableManifest): string {
  return [
    // A text of JSON is one of YAML.
    `pretty_name: ${JSON.stringify(title)}`,
    ...(license === undefined ? [] : [`license: ${JSON.stringify(license)}`]),
    "tags:",
    ...["solar", "photovoltaic", "energy", "enphase", "time-series"].map((tag) => `  - ${tag}`),
    "size_categories:",
    `  - ${sizeCategory(rowsOf(manifest))}`,
    "configs:",
    "  - config_name: default",
    "    data_files:",
    "      - split: train",
    "        path:",
    ...tableGlobs.map((glob) => `          - "${glob}"`),
    "  - config_name: gateways",
    "    data_files:",
    "      - split: train",
    '        path: "gateways.parquet"',
  ].join("\n");
}

function extent(manifest: TableManifest, gateways: number): string {
  const firsts = manifest.files.map(({ first }) => first).sort();
  const lasts = manifest.files.map(({ last }) => last).sort();
  const [from, to] = [firsts[0]?.slice(0, 10), lasts.at(-1)?.slice(0, 10)];
  const span = from === undefined || to === undefined ? "" : `, from ${from} to ${to} (UTC)`;
  return `**${counted(rowsOf(manifest), "row")} of ${counted(gateways, "household")}**${span}. One row is one reporting period of one inverter.`;
}

function columnTable(): string {
  const lines = fleetColumns.map(
    ({ name, type, unit, meaning }) => `| \`${name}\` | ${type} | ${unit} | ${meaning} |`,
  );
  return ["| column | type | unit | meaning |", "| --- | --- | --- | --- |", ...lines].join("\n");
}

function layout({ shards }: TableManifest): string {
  const key = fleetKey.map((column) => `\`${column}\``).join(", ");
  return `Types are signed, times are UTC in microseconds, and each file is sorted by ${key}, of which no two rows have the
same. Months that are over are in \`data/\`, in at most ${counted(shards, "part")} each; later readings are in
\`recent/\`, by day. All rows of a household are in parts of one number. \`gateways.parquet\` has a row for each household: its part's
number, time zone, place, number of inverters, and first and last reading. \`manifest.json\` lists each file
with its rows, times and SHA-256.`;
}

const privacy = `### Privacy

Households have random ids, and inverters pseudonyms, made with a key that is not published. A place, where its
owner gave one, is rounded to a grid of about 1 km. Still, readings say when the sun shone on a roof, which narrows down where it is.

A household can leave: its rows are then removed from all files. The history of this repository keeps earlier versions of
them until it is squashed, and copies that others have made are out of reach. If you keep a copy, please follow
the current version.`;

function rowsOf({ files }: TableManifest): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}
