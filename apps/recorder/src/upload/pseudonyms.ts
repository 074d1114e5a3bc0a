import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ParquetArchive, partitionName } from "@envoy/parquet-archive";
import { Dictionary, type Table, Uint32, Utf8, vectorFromArray } from "apache-arrow";
import { keptInState, makeForEachMonth } from "../readings/month-cache.js";
import { pseudonymOf } from "./pseudonym-key.js";

/**
 * Makes a copy of an archive or a table up to date. In it, the values of the columns that name devices are
 * derived from the real ones with a key that stays beside the config: the same device keeps the same
 * pseudonym, and without the key nobody can work the serial number out, even by trying them all.
 */
export async function copyWithPseudonyms(
  archive: ParquetArchive,
  copy: ParquetArchive,
  deviceColumns: readonly string[],
  key: string,
): Promise<void> {
  const kept = keptInState(join(copy.folder, "copied.json"));
  await makeForEachMonth(archive, kept, async (partition) => {
    const table = await archive.read(partition);
    if (table === undefined) return undefined;
    // Not merged into the copy that is there: that would keep rows that the owner has removed.
    await copy.write(partition, withPseudonyms(table, deviceColumns, key));
    return table.numRows;
  });
  const present = new Set((await archive.partitions()).map(partitionName));
  for (const partition of await copy.partitions()) {
    if (present.has(partitionName(partition))) continue;
    await rm(dirname(copy.path(partition)), { recursive: true, force: true });
  }
}

/** An archive or a table, and its columns whose values name devices. */
export interface DeviceSource {
  readonly archive: ParquetArchive;
  readonly deviceColumns: readonly string[];
}

/** The pseudonym of each device that these hold, in order of its number. */
export async function pseudonymsOf(
  sources: readonly DeviceSource[],
  key: string,
): Promise<ReadonlyMap<string, string>> {
  const numbers = new Set<string>();
  for (const { archive, deviceColumns } of sources) {
    for (const partition of await archive.partitions()) {
      const table = await archive.read(partition);
      for (const name of deviceColumns) {
        for (const number of table?.getChild(name) ?? []) numbers.add(String(number));
      }
    }
  }
  return new Map([...numbers].sort().map((number) => [number, pseudonymOf(number, key)]));
}

function withPseudonyms(table: Table, deviceColumns: readonly string[], key: string): Table {
  const pseudonyms = new Map<unknown, string>();
  const type = new Dictionary(new Utf8(), new Uint32());
  return deviceColumns.reduce((changed, name) => {
    const values = Array.from(table.getChild(name) ?? [], (value: unknown) => {
      if (value === null) return null;
      const pseudonym = pseudonyms.get(value) ?? pseudonymOf(String(value), key);
      pseudonyms.set(value, pseudonym);
      return pseudonym;
    });
    return changed.setChild(name, vectorFromArray(values, type));
  }, table);
}
