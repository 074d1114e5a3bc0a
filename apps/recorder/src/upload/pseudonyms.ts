import { createHash, createHmac } from "node:crypto";
import { dirname, join } from "node:path";
import type { ParquetArchive } from "@envoy/parquet-archive";
import { Dictionary, type Table, Uint32, Utf8, vectorFromArray } from "apache-arrow";
import { openArchive } from "../readings/archive.js";
import { makeForEachMonth } from "./month-cache.js";
import { pseudonymKey } from "./pseudonym-key.js";

/**
 * A copy of the archive below `state` whose serial numbers are derived from the real ones
 * with a key that stays beside the config: the same inverter keeps the same pseudonym, and
 * without the key nobody can work the serial number out, even by trying them all.
 */
export async function pseudonymisedCopy(
  archive: ParquetArchive,
  configFile: string,
  state: string,
): Promise<ParquetArchive> {
  const key = await pseudonymKey(dirname(configFile));
  // Another key makes another copy, so that no month mixes pseudonyms of two keys.
  const keyDigest = createHash("sha256").update(key).digest("hex").slice(0, 12);
  const copy = openArchive(join(state, `pseudonymised-${keyDigest}`));
  await makeForEachMonth(archive, join(copy.folder, "copied.json"), async (partition) => {
    const table = await archive.read(partition);
    if (table === undefined) return 0;
    const { failures, rowsAdded } = await copy.merge(withPseudonyms(table, key));
    if (failures[0] !== undefined) throw failures[0];
    return rowsAdded;
  });
  return copy;
}

/** 64 bits of an HMAC-SHA256 in hexadecimal. */
function pseudonymOf(serialNumber: string, key: string): string {
  return createHmac("sha256", key).update(serialNumber).digest("hex").slice(0, 16);
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
