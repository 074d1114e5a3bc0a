import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, sep } from "node:path";
import { ParquetArchive, tableFromColumns } from "@envoy/parquet-archive";
import { archiveTable, cellsOf, type FileTypes } from "./archive-columns.js";
import { manifestOf } from "./dataset-manifest.js";
import type { Reading } from "./reading.js";
import { unsyncedDisk } from "./unsynced-disk.js";

/**
 * How a household keeps its archive: with native or portable types and a manifest; by day, with portable types;
 * with native types, uploaded by hand without a manifest; or as the older recorder in Python left it.
 */
export type DatasetShape = "native" | "portable" | "by-day" | "native-without-manifest" | "python";

const typesOf: Readonly<Record<DatasetShape, FileTypes>> = {
  native: "native",
  portable: "portable",
  "by-day": "portable",
  "native-without-manifest": "native",
  python: "python",
};

/** Where the archive is in the dataset. */
export const archiveFolder: string = "data";

/** What is in a household's dataset. */
export interface DatasetContent {
  readonly shape: DatasetShape;
  readonly readings: readonly Reading[];
  /** IANA name. */
  readonly timeZone: string;
  /** What the files' footers say besides. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** The files of a dataset, by their path. */
export async function datasetFiles(content: DatasetContent): Promise<Map<string, Uint8Array>> {
  const { shape, readings, timeZone } = content;
  const folder = await mkdtemp(join(tmpdir(), "household-"));
  try {
    const types = typesOf[shape];
    const metadata = { time_zone: timeZone, ...content.metadata };
    const table = archiveTable(types, shape === "by-day" ? "day" : "month");
    const archive = new ParquetArchive({ folder, table, metadata, fileSystem: unsyncedDisk });
    const { failures } = await archive.merge(
      tableFromColumns(table.schema, cellsOf(types, readings)),
    );
    if (failures[0] !== undefined) throw failures[0];
    const files = new Map<string, Uint8Array>([["README.md", Buffer.from(card)]]);
    for (const path of await parquetFiles(folder)) {
      files.set(`${archiveFolder}/${path}`, await readFile(join(folder, path)));
    }
    return withManifest(content, files);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The same files with a manifest that describes them, if datasets of this shape have one. */
export function withManifest(
  { shape, readings, timeZone }: DatasetContent,
  files: ReadonlyMap<string, Uint8Array>,
): Map<string, Uint8Array> {
  const described = new Map(files);
  if (shape === "python" || shape === "native-without-manifest") return described;
  const manifest = manifestOf({ files, readings, timeZone, archiveFolder });
  return described.set("manifest.json", Buffer.from(`${JSON.stringify(manifest, undefined, 1)}\n`));
}

const card = `---
pretty_name: Solar inverter readings
---

# Solar inverter readings

Simulated.
`;

async function parquetFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".parquet"))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll(sep, "/"))
    .sort();
}
