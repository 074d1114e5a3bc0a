import { errorCode } from "@envoy/durable-file";
import { parse, TomlError } from "smol-toml";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { readTextFile } from "../state/text-file.js";
import { type Environment, hasSettings } from "./environment.js";

/** Reads config.toml, unchecked. Rejects with `RecorderError`, which quotes no line of the file. */
export async function readSettingsFile(file: string, environment: Environment): Promise<unknown> {
  let text: string;
  try {
    text = await readTextFile(file);
  } catch (cause) {
    // The environment may have all the settings.
    const isMissing = errorCode(cause) === "ENOENT";
    if (isMissing && hasSettings(environment)) return {};
    const message = isMissing
      ? `There is no config file ${file}. Make one by envoy-recorder init, or name it with --config. To try it without one: envoy-recorder demo`
      : `Cannot read the config file ${file}: ${messageOf(cause)}`;
    throw new RecorderError(exitCode.config, message, { cause });
  }
  try {
    return parse(text);
  } catch (cause) {
    // TomlError's own message quotes the lines around the mistake, which may contain a token.
    const place =
      cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : "";
    const reason = messageOf(cause).split("\n")[0];
    throw new RecorderError(exitCode.config, `Config ${file} is not valid TOML${place}: ${reason}`);
  }
}

/** Whether the settings of the file itself, without the environment's, contain a secret. */
export function holdsSecret(settings: unknown): boolean {
  if (typeof settings !== "object" || settings === null) return false;
  return Object.values(settings).some(
    (section: unknown) =>
      typeof section === "object" &&
      section !== null &&
      ("token" in section || "password" in section || "ping_url" in section),
  );
}
