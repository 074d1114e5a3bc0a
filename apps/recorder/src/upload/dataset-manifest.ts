import { join } from "node:path";
import type { ParquetArchive } from "@envoy/parquet-archive";
import type { Config, DatasetConfig } from "../config/config.js";
import type { SiteConfig } from "../config/site.js";
import { usableTimeZone } from "../config/time-zone.js";
import type { ListedTable } from "../manifest/file-list.js";
import { readingsName } from "../manifest/manifest.js";
import {
  manifestPathInRepo,
  relativeToManifest,
  uploadedManifest,
} from "../manifest/uploaded-manifest.js";
import { type KeptResults, keptInState } from "../readings/month-cache.js";
import { hasDates } from "../tables/table-summary.js";
import { pseudonymOf } from "./pseudonym-key.js";
import type { SentTable } from "./uploaded-tables.js";

/** What is sent, and to which dataset. */
export interface DatasetManifestSource {
  readonly config: Pick<Config, "file" | "site" | "state">;
  readonly dataset: DatasetConfig;
  /** Undefined without pseudonyms. */
  readonly key: string | undefined;
  /** The archive that is sent, with pseudonyms where there is a key. */
  readonly archive: ParquetArchive;
  readonly sent: readonly SentTable[];
  /** The inverters as they are called in what is sent. */
  readonly ids: readonly string[];
  /** As `hf-sync` gives them. */
  readonly hashes: ReadonlyMap<string, string>;
  readonly read: (path: string) => Promise<Uint8Array | undefined>;
}

/** The manifest of a dataset's next commit, as its path there and its bytes. */
export async function datasetManifest(
  source: DatasetManifestSource,
): Promise<readonly [path: string, bytes: Uint8Array]> {
  const { config, dataset, key, archive, sent, ids, hashes, read } = source;
  const path = manifestPathInRepo(dataset.pathInRepo);
  const tables: readonly ListedTable[] = [
    {
      name: readingsName,
      archive,
      hasDates: false,
      path: relativeToManifest(path, dataset.pathInRepo),
    },
    ...sent.map(({ table, archive: files, pathInRepo }) => ({
      name: table.name,
      archive: files,
      hasDates: hasDates(table),
      path: relativeToManifest(path, pathInRepo),
    })),
  ];
  // A copy's files have sizes and times of their own.
  const prefix = key === undefined ? "manifest" : "manifest-uploaded";
  const kept = ({ name }: ListedTable): KeptResults =>
    keptInState(join(config.state, `${prefix}-${name}.json`));
  const serialOf = new Map(
    knownSerials(config.site).map((serial) => [
      key === undefined ? serial : pseudonymOf(serial, key),
      serial,
    ]),
  );
  const idOf = new Map([...serialOf].map(([id, serial]) => [serial, id]));
  const present = await read(path);
  const text = await uploadedManifest(
    {
      site: config.site,
      timeZone: usableTimeZone(config).timeZone,
      serials: ids.map((id) => serialOf.get(id) ?? id),
      idOf: (serial) => idOf.get(serial) ?? serial,
      sharesLayout: dataset.sharesLayout,
      tables: tables.map((table) => ({ ...table, kept: kept(table) })),
      path,
      hashes,
    },
    present && new TextDecoder().decode(present),
  );
  return [path, new TextEncoder().encode(text)];
}

/** The inverters that the config says something of. */
function knownSerials({ names, groups, positions }: SiteConfig): readonly string[] {
  return [...Object.keys(names), ...Object.values(groups).flat(), ...Object.keys(positions)];
}
