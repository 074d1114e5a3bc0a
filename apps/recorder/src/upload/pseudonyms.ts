import { rm } from "node:fs/promises";
import { join } from "node:path";
import { type ParquetArchive, partitionName } from "@envoy/parquet-archive";
import { Dictionary, type Table, Uint32, Utf8, vectorFromArray } from "apache-arrow";
import { type ArchiveOptions, openArchive } from "../readings/archive.js";
import { makeForEachMonth } from "../readings/month-cache.js";
import { copyFolder, pseudonymOf } from "./pseudonym-key.js";

/**
 * A copy of the archive, with the archive's types, below `state` whose serial numbers are derived from the real ones
 * with a key that stays beside the config: the same inverter keeps the same pseudonym, and
 * without the key nobody can work the serial number out, even by trying them all.
 */
export async function pseudonymisedCopy(
  archive: ParquetArchive,
  options: Pick<ArchiveOptions, "types" | "timeZone">,
  key: string,
  state: string,
): Promise<ParquetArchive> {
  const copy = openArchive(copyFolder(state, key), options);
  await makeForEachMonth(archive, join(copy.folder, "copied.json"), async (partition) => {
    const table = await archive.read(partition);
    if (table === undefined) return 0;
    // Not merged into the copy that is there: that would keep rows that the owner has removed.
    await rm(copy.path(partition), { force: true });
    const { failures, rowsAdded } = await copy.merge(withPseudonyms(table, key));
    if (failures[0] !== undefined) throw failures[0];
    return rowsAdded;
  });
  const present = new Set((await archive.partitions()).map(partitionName));
  for (const partition of await copy.partitions()) {
    if (!present.has(partitionName(partition))) await rm(copy.path(partition), { force: true });
  }
  return copy;
}

/** The pseudonym of each serial number in the archive, in order of serial number. */
export async function pseudonymsOf(
  archive: ParquetArchive,
  key: string,
): Promise<ReadonlyMap<string, string>> {
  const serials = new Set<string>();
  for (const partition of await archive.partitions()) {
    const table = await archive.read(partition);
    for (const serial of table?.getChild("serial_number") ?? []) serials.add(String(serial));
  }
  return new Map([...serials].sort().map((serial) => [serial, pseudonymOf(serial, key)]));
}

function withPseudonyms(table: Table, key: string): Table {
  const pseudonyms = new Map<string, string>();
  const serials = Array.from(table.getChild("serial_number") ?? [], (serial) => {
    const text = String(serial);
    const pseudonym = pseudonyms.get(text) ?? pseudonymOf(text, key);
    pseudonyms.set(text, pseudonym);
    return pseudonym;
  });
  const type = new Dictionary(new Utf8(), new Uint32());
  return table.setChild("serial_number", vectorFromArray(serials, type));
}
