import { stat } from "node:fs/promises";
import { errorCode } from "@envoy/durable-file";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { readTextFile } from "../state/text-file.js";

/** A secret in the config: the secret itself, or the file that contains it. */
export interface SecretSetting {
  /** Such as "envoy.token"; the setting of its file is called `envoy.token_file`. */
  readonly key: string;
  readonly value: string | undefined;
  /** Absolute path. */
  readonly file: string | undefined;
}

/** Throws `RecorderError` if a secret is given twice. */
export function refuseTwo(configFile: string, { key, value, file }: SecretSetting): void {
  if (value === undefined || file === undefined) return;
  const message = `Config ${configFile}: ${key} and ${key}_file are both set; keep one of them.`;
  throw new RecorderError(exitCode.config, message);
}

/** The secret; undefined if neither is set. Rejects with `RecorderError`, whose message never contains it. */
export async function readSecret(
  configFile: string,
  setting: SecretSetting,
): Promise<string | undefined> {
  refuseTwo(configFile, setting);
  const { key, value, file } = setting;
  if (file === undefined) return value;
  const secret = await readTextFile(file).catch((cause: unknown) => {
    const reason = errorCode(cause) === "ENOENT" ? `there is no file ${file}` : messageOf(cause);
    const message = `Config ${configFile}: ${key}_file: ${reason}.`;
    throw new RecorderError(exitCode.config, message, { cause });
  });
  if (secret.trim() !== "") return secret.trim();
  throw new RecorderError(exitCode.config, `Config ${configFile}: ${key}_file: ${file} is empty.`);
}

/** A warning if files with secrets in them can be read by others. Windows has no such bits. */
export async function warnOfOpenSecrets(files: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const file of process.platform === "win32" ? [] : files) {
    const info = await stat(file).catch(() => undefined);
    if (info !== undefined && (info.mode & 0o077) !== 0) open.push(file);
  }
  if (open.length === 0) return [];
  return [
    `Other users of this machine can read the secret in ${open.join(" and ")}. To prevent that: chmod 600 ${open.join(" ")}`,
  ];
}
