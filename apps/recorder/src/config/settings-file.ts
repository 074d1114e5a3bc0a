import { readFile } from "node:fs/promises";
import { errorCode } from "@envoy/durable-file";
import { parse, TomlError } from "smol-toml";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { type Environment, hasSettings } from "./environment.js";

/** Reads config.toml, unchecked. Rejects with `RecorderError`, in which no line of the file is quoted. */
export async function readSettingsFile(file: string, environment: Environment): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    // The environment may hold all settings.
    if (errorCode(cause) === "ENOENT" && hasSettings(environment)) return {};
    throw new RecorderError(
      exitCode.config,
      `Cannot read the config file ${file}: ${messageOf(cause)}\nWrite one (the README shows how), or name it with --config. To look around first: envoy-recorder demo`,
      { cause },
    );
  }
  try {
    return parse(text);
  } catch (cause) {
    // TomlError's own message quotes the lines around the fault, which may hold a token.
    const place =
      cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : "";
    const reason = messageOf(cause).split("\n")[0];
    throw new RecorderError(exitCode.config, `Config ${file} is not TOML${place}: ${reason}`);
  }
}

/** Whether some section of the file itself holds a secret, apart from what the environment adds. */
export function holdsSecret(settings: unknown): boolean {
  if (typeof settings !== "object" || settings === null) return false;
  return Object.values(settings).some(
    (section: unknown) =>
      typeof section === "object" &&
      section !== null &&
      ("token" in section || "password" in section),
  );
}
