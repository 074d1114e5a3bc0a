import { join } from "node:path";
import type { TimeZone } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { keptSummary, summarise } from "../readings/archive-summary.js";
import { openToRead } from "../readings/archive-types.js";
import { alsoInMemory, type KeptResults, keptInState } from "../readings/month-cache.js";
import { hasDates, presentTables } from "../tables/table-summary.js";
import { type ListedTable, listFiles } from "./file-list.js";
import { type Manifest, type ManifestRecording, readingsName } from "./manifest.js";
import { siteLayout } from "./site-layout.js";

/** What of a config the manifest is made from. */
type ManifestConfig = Pick<Config, "parquetArchive" | "site" | "state" | "tablesFolder">;

/** The folders of the manifest's paths, which `serve` answers with the archive and the tables. */
export const servedFolders = { readings: "data", tables: "tables" } as const;

/** Makes the manifest of what is on this disk, again and again: what it has read of a file is kept while the file is the same. */
export class LocalManifest {
  readonly #config: ManifestConfig;
  readonly #zone: TimeZone;
  readonly #kept = new Map<string, KeptResults>();

  constructor(config: ManifestConfig, zone: TimeZone) {
    this.#config = config;
    this.#zone = zone;
  }

  /** Rejects with Node's system errors. */
  async make(recording: ManifestRecording): Promise<Manifest> {
    const { parquetArchive, site, state } = this.#config;
    const archive = await openToRead(parquetArchive);
    const summary = await summarise(
      archive,
      this.#keptAs("summary", () => keptSummary(state)),
    );
    const readings = { name: readingsName, archive, path: servedFolders.readings, hasDates: false };
    const tables: Record<string, Manifest["tables"][string]> = {};
    for (const table of [readings, ...(await this.#tables())]) {
      const kept = (): KeptResults => keptInState(join(state, `manifest-${table.name}.json`));
      tables[table.name] = { files: await listFiles(table, this.#keptAs(table.name, kept)) };
    }
    return {
      version: 1,
      made_at: new Date().toISOString(),
      site: siteLayout(site, this.#zone.name, [...summary.lastEnds.keys()]),
      recording,
      tables,
    };
  }

  async #tables(): Promise<readonly ListedTable[]> {
    return (await presentTables(this.#config)).map(({ table, archive, partitions }) => ({
      name: table.name,
      archive,
      partitions,
      hasDates: hasDates(table),
      path: `${servedFolders.tables}/${table.name}`,
    }));
  }

  #keptAs(name: string, make: () => KeptResults): KeptResults {
    const kept = this.#kept.get(name) ?? alsoInMemory(make());
    this.#kept.set(name, kept);
    return kept;
  }
}
