import { createHmac, randomBytes } from "node:crypto";
import { join } from "node:path";
import { errorCode, readRegularFileSync, replaceFile } from "@envoy/durable-file";
import { exitCode, FleetError } from "../errors/exit-code.js";

const name = "pseudonym-key.txt";

/** The key of a landing; undefined if there is none. Throws `FleetError` if it is damaged, or Node's system errors. */
export function readPseudonymKey(folder: string): string | undefined {
  const path = join(folder, name);
  try {
    const key = new TextDecoder().decode(readRegularFileSync(path, { maxBytes: 1000 })).trim();
    if (/^[0-9a-f]{64}$/.test(key)) return key;
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  }
  throw lostKey(`${path} should contain 64 hexadecimal digits.`);
}

/** Makes a key and keeps it, durably. */
export async function makePseudonymKey(folder: string, temporary: string): Promise<string> {
  const key = randomBytes(32).toString("hex");
  const temporaryPath = join(temporary, name);
  await replaceFile(join(folder, name), new TextEncoder().encode(`${key}\n`), { temporaryPath });
  return key;
}

/** The error for a landing with files whose key is not there: a new one would give every inverter a second pseudonym. */
export function lostKey(what: string): FleetError {
  return new FleetError(
    exitCode.storage,
    `${what} Put it back from a backup: with a new key, every inverter would get a second pseudonym. If it is lost for good, pull all sources into a new landing and a new table.`,
  );
}

/** What stands for a serial number in the fleet: 64 bits of an HMAC-SHA256 in hexadecimal. */
export function pseudonymOf(serialNumber: string, key: string): string {
  return createHmac("sha256", key).update(serialNumber).digest("hex").slice(0, 16);
}
