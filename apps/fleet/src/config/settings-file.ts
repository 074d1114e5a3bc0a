import { errorCode, readRegularFileSync } from "@envoy/durable-file";
import { parse, TomlError } from "smol-toml";
import { exitCode, FleetError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";

/** Ten times what a million sources take. */
const maxBytes = 1_500_000_000;

/** What a config file contains, unchecked, and its text. */
export interface SettingsFile {
  readonly text: string;
  readonly content: unknown;
}

/** Reads a TOML file. Throws `FleetError`, which quotes no line of the file. */
export function readSettingsFile(file: string): SettingsFile {
  const text = readText(file);
  try {
    return { text, content: parse(text) };
  } catch (cause) {
    // TomlError's own message quotes the lines around the mistake, where somebody may have written a token.
    const place =
      cause instanceof TomlError ? ` at line ${cause.line}, column ${cause.column}` : "";
    const reason = messageOf(cause).split("\n")[0];
    throw new FleetError(exitCode.config, `Config ${file} is not valid TOML${place}: ${reason}`);
  }
}

function readText(file: string): string {
  try {
    return new TextDecoder().decode(readRegularFileSync(file, { maxBytes }));
  } catch (cause) {
    const message =
      errorCode(cause) === "ENOENT"
        ? `There is no config file ${file}. Write one, with a [[sources]] for each household, or name it with --config.`
        : `Cannot read the config file ${file}: ${messageOf(cause)}`;
    throw new FleetError(exitCode.config, message, { cause });
  }
}
