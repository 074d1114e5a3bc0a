import { dirname, resolve } from "node:path";
import { readSecret } from "../config/secret.js";

/** A secret of the draft: the value itself, or what its file contains. Rejects with `RecorderError`. */
export function givenSecret(
  configFile: string,
  key: string,
  value: string | undefined,
  file: string | undefined,
): Promise<string | undefined> {
  return readSecret(configFile, { key, value, file: givenPath(configFile, file) });
}

/** Where a file of the draft is: as in a config, relative to the config's folder. */
export function givenPath(configFile: string, file: string | undefined): string | undefined {
  return file === undefined ? undefined : resolve(dirname(configFile), file);
}
