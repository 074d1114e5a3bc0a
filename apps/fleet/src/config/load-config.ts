import { exitCode, FleetError } from "../errors/exit-code.js";
import type { FleetConfig } from "./config.js";

/** Reads fleet.toml and what the environment overrides. Rejects with `FleetError`, which lists every mistake. */
export async function loadConfig(
  file: string,
  _environment: Readonly<Record<string, string | undefined>>,
): Promise<FleetConfig> {
  throw new FleetError(exitCode.config, `Cannot read ${file}`);
}
