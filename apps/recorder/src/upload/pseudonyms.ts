import { createHash, createHmac, randomBytes } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { addFile } from "@envoy/durable-file";
import { ParquetArchive } from "@envoy/parquet-archive";
import { Dictionary, type Table, Uint32, Utf8, vectorFromArray } from "apache-arrow";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { inverterReadings } from "../readings/inverter-readings.js";
import { readStateFile, writeStateFile } from "../state/state-file.js";

const keyName = "pseudonym-key.txt";

/**
 * A copy of the archive below `state` whose serial numbers are derived from the real ones
 * with a key that stays beside the config: the same inverter keeps the same pseudonym, and
 * without the key nobody finds the serial number from it, also not by trying them all.
 * Only months that have changed since the last copy are read.
 */
export async function pseudonymisedCopy(
  archive: ParquetArchive,
  configFile: string,
  state: string,
): Promise<ParquetArchive> {
  const key = await readKey(dirname(configFile));
  // Another key makes another copy, so that no month mixes pseudonyms of two keys.
  const keyDigest = createHash("sha256").update(key).digest("hex").slice(0, 12);
  const folder = join(state, `pseudonymised-${keyDigest}`);
  const copy = new ParquetArchive({ folder, table: inverterReadings });
  const copiedPath = join(folder, "copied.json");
  const copied = { ...((await readStateFile(copiedPath)) as Record<string, string> | undefined) };
  for (const partition of await archive.partitions()) {
    const { size, mtimeMs } = await stat(archive.path(partition));
    const name = `${partition.year}-${partition.month}`;
    if (copied[name] === `${size} ${mtimeMs}`) continue;
    const table = await archive.read(partition);
    if (table === undefined) continue;
    const { failures } = await copy.merge(withPseudonyms(table, key));
    if (failures[0] !== undefined) throw failures[0];
    copied[name] = `${size} ${mtimeMs}`;
    await writeStateFile(copiedPath, copied);
  }
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

/** The key beside the config, made the first time. Losing it gives every inverter a second pseudonym. */
async function readKey(folder: string): Promise<string> {
  const path = join(folder, keyName);
  const key = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  if (key === undefined) {
    await addFile(Buffer.from(`${randomBytes(32).toString("hex")}\n`), {
      folder,
      temporaryPath: join(folder, `${keyName}.${process.pid}.tmp`),
      name: (attempt) => (attempt === 0 ? keyName : `${keyName}.${attempt}`),
    });
    return (await readFile(path, "utf8")).trim();
  }
  if (/^[0-9a-f]{64}$/.test(key.trim())) return key.trim();
  throw new RecorderError(
    exitCode.upload,
    `${path} should hold the 64 hexadecimal digits it was made with. Put the old one back: a new one gives every inverter another pseudonym.`,
  );
}
