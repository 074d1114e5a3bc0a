import { execFileSync } from "node:child_process";
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { replaceFile } from "@envoy/durable-file";
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

/** Writes the units and starts `starter`, one of them. Rejects with Node's errors. */
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

/** Stops the timer or the watch, and removes the units. A poll that a timer started ends by itself. */
export function removeUnits(configFile: string): void {
  const name = unitName(configFile);
  systemctl("disable", "--now", installedUnit(configFile) ?? `${name}.timer`);
  for (const kind of ["timer", "service"])
    rmSync(join(unitFolder, `${name}.${kind}`), { force: true });
  systemctl("daemon-reload");
}

function systemctl(...args: readonly string[]): void {
  execFileSync("systemctl", ["--quiet", ...args], { stdio: ["ignore", "ignore", "inherit"] });
}
