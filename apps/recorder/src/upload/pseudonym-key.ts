import { createHash, createHmac, randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { addFile, errorCode } from "@envoy/durable-file";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { readTextFile } from "../state/text-file.js";

const keyName = "pseudonym-key.txt";
const copyPrefix = "pseudonymised-";

/** The key beside the config file; undefined if there is none. Throws `RecorderError` if it is damaged. */
export async function readPseudonymKey(folder: string): Promise<string | undefined> {
  const path = join(folder, keyName);
  const key = await readTextFile(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (key === undefined || /^[0-9a-f]{64}$/.test(key.trim())) return key?.trim();
  throw lostKey(`${path} should contain 64 hexadecimal digits.`);
}

/**
 * The key beside the config file, which is generated the first time. Throws `RecorderError` if it
 * is missing and `state` holds a copy made with one: a new key would give every inverter a second pseudonym.
 */
export async function pseudonymKey(folder: string, state: string): Promise<string> {
  const key = await readPseudonymKey(folder);
  if (key !== undefined) return key;
  const copies = (await readdir(state)).filter((name) => name.startsWith(copyPrefix));
  if (copies.length > 0) {
    throw lostKey(
      `${join(folder, keyName)} is missing, and ${copies.map((name) => join(state, name)).join(", ")} was made with it.`,
    );
  }
  await addFile(Buffer.from(`${randomBytes(32).toString("hex")}\n`), {
    folder,
    temporaryPath: join(folder, `${keyName}.${process.pid}.tmp`),
    name: (attempt) => (attempt === 0 ? keyName : `${keyName}.${attempt}`),
  });
  return (await readTextFile(join(folder, keyName))).trim();
}

/** Tells a key from others without giving it away: 12 hexadecimal digits of its SHA-256. */
export function keyDigest(key: string): string {
  return createHash("sha256").update(key).digest("hex").slice(0, 12);
}

/** The folder of the copy that is made with a key. Another key makes another copy, so that no month mixes pseudonyms of two keys. */
export function copyFolder(state: string, key: string): string {
  return join(state, copyPrefix + keyDigest(key));
}

/** 64 bits of an HMAC-SHA256 in hexadecimal. */
export function pseudonymOf(serialNumber: string, key: string): string {
  return createHmac("sha256", key).update(serialNumber).digest("hex").slice(0, 16);
}

/** The error for a key that is not the one that the pseudonyms so far were made with. */
export function lostKey(what: string): RecorderError {
  return new RecorderError(
    exitCode.upload,
    `${what} Put the old file back from a backup: with a new key, every inverter gets another pseudonym. If it is lost for good, upload to a new dataset: change hugging_face.repo_id, and remove ${keyName} and the folders ${copyPrefix}* in paths.state.`,
  );
}
