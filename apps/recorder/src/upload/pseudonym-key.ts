import { randomBytes } from "node:crypto";
import { join } from "node:path";
import { addFile, errorCode } from "@envoy/durable-file";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { readTextFile } from "../state/text-file.js";

const keyName = "pseudonym-key.txt";

/** The key beside the config file, which is generated the first time. If it is lost, every inverter gets a second pseudonym. */
export async function pseudonymKey(folder: string): Promise<string> {
  const path = join(folder, keyName);
  const key = await readTextFile(path).catch((error: unknown) => {
    if (errorCode(error) === "ENOENT") return undefined;
    throw error;
  });
  if (key === undefined) {
    await addFile(Buffer.from(`${randomBytes(32).toString("hex")}\n`), {
      folder,
      temporaryPath: join(folder, `${keyName}.${process.pid}.tmp`),
      name: (attempt) => (attempt === 0 ? keyName : `${keyName}.${attempt}`),
    });
    return (await readTextFile(path)).trim();
  }
  if (/^[0-9a-f]{64}$/.test(key.trim())) return key.trim();
  throw new RecorderError(
    exitCode.upload,
    `${path} should contain 64 hexadecimal digits. Put the old file back from a backup: with a new key, every inverter gets another pseudonym.`,
  );
}
