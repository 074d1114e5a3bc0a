import { spawnSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@envoy/durable-file";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { unitName } from "./systemd-units.js";

/** Where the administrator's units are. */
export const unitFolder = "/etc/systemd/system";

/** Whether systemd runs this machine, as sd_booted(3) tells. */
export function isSystemdRunning(): boolean {
  return existsSync("/run/systemd/system");
}

export function hasUnits(configFile: string): boolean {
  return installedUnit(configFile) !== undefined;
}

/** The unit that starts the recorder: its timer or, of a watch, its service; undefined if there is none. */
function installedUnit(configFile: string): string | undefined {
  const name = unitName(configFile);
  return [`${name}.timer`, `${name}.service`].find((unit) => existsSync(join(unitFolder, unit)));
}

/** Writes the units and starts `starter`, one of them. Rejects with `RecorderError` or Node's errors. */
export async function installUnits(
  configFile: string,
  units: ReadonlyMap<string, string>,
  starter: string,
): Promise<void> {
  const before = installedUnit(configFile);
  if (before !== undefined && before !== starter) removeUnits(configFile);
  for (const [name, text] of units) {
    const path = join(unitFolder, name);
    await replaceFile(path, new TextEncoder().encode(text), { mode: 0o644 });
  }
  systemctl("daemon-reload");
  systemctl("enable", starter);
  // Also starts it; one that runs already gets the new settings.
  systemctl("restart", starter);
}

/** Stops the timer or the watch, and removes the units. A poll that a timer started ends by itself. Throws `RecorderError`. */
export function removeUnits(configFile: string): void {
  const name = unitName(configFile);
  // Where systemd does not run, as in a copy of a disk, nothing has to be stopped.
  const isRunning = isSystemdRunning();
  if (isRunning) systemctl("disable", "--now", installedUnit(configFile) ?? `${name}.timer`);
  for (const kind of ["timer", "service"])
    rmSync(join(unitFolder, `${name}.${kind}`), { force: true });
  if (isRunning) systemctl("daemon-reload");
}

function systemctl(...args: readonly string[]): void {
  const { status, stderr, error } = spawnSync("systemctl", ["--quiet", ...args], {
    encoding: "utf8",
  });
  if (status === 0) return;
  const reason = (stderr || String(error)).trim().replace(/\.?$/, ".");
  throw new RecorderError(
    exitCode.storage,
    `systemctl ${args.join(" ")} failed: ${reason} To undo what was installed: envoy-recorder schedule remove --systemd`,
  );
}
