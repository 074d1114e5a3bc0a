import { dirname, resolve } from "node:path";
import { readSecret } from "../config/secret.js";

/** A secret of the draft: the value itself, or what its file contains. Rejects with `RecorderError`. */
export function givenSecret(
  configFile: string,
  key: string,
  value: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  const path = file === undefined ? undefined : resolve(dirname(configFile), file);
  return readSecret(configFile, { key, value, file: path });
}
