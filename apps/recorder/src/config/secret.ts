import { readFile, stat } from "node:fs/promises";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";

/** A secret as the config gives it: itself, or the file that holds it. */
export interface SecretSetting {
  /** Such as "envoy.token"; the setting of its file is called `envoy.token_file`. */
  readonly key: string;
  readonly value: string | undefined;
  /** Absolute path. */
  readonly file: string | undefined;
}

/** The secret; undefined where neither is set. Rejects with `RecorderError`, which never holds it. */
export async function readSecret(
  configFile: string,
  { key, value, file }: SecretSetting,
): Promise<string | undefined> {
  if (value !== undefined && file !== undefined) {
    const message = `Config ${configFile}: ${key} and ${key}_file are both set; keep one of them.`;
    throw new RecorderError(exitCode.config, message);
  }
  if (file === undefined) return value;
  try {
    return (await readFile(file, "utf8")).trim();
  } catch (cause) {
    const message = `Config ${configFile}: ${key}_file: ${messageOf(cause)}`;
    throw new RecorderError(exitCode.config, message, { cause });
  }
}

/** A warning where files with secrets in them can be read by others. Windows has no such bits. */
export async function warnOfOpenSecrets(files: readonly string[]): Promise<string[]> {
  const open: string[] = [];
  for (const file of process.platform === "win32" ? [] : files) {
    const info = await stat(file).catch(() => undefined);
    if (info !== undefined && (info.mode & 0o077) !== 0) open.push(file);
  }
  if (open.length === 0) return [];
  return [
    `Others on this machine can read the secret in ${open.join(" and ")}; close it with: chmod 600 ${open.join(" ")}`,
  ];
}
