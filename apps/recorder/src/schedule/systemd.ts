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
  return existsSync(join(unitFolder, `${unitName(configFile)}.timer`));
}

/** Writes the units and starts the timer. Rejects with Node's errors. */
export async function installUnits(
  configFile: string,
  units: ReadonlyMap<string, string>,
): Promise<void> {
  for (const [name, text] of units) {
    const path = join(unitFolder, name);
    await replaceFile(path, new TextEncoder().encode(text), { mode: 0o644 });
  }
  systemctl("daemon-reload");
  systemctl("enable", `${unitName(configFile)}.timer`);
  // Also starts it; one that runs already gets the new settings.
  systemctl("restart", `${unitName(configFile)}.timer`);
}

/** Stops the timer and removes the units. A poll that is running ends by itself. */
export function removeUnits(configFile: string): void {
  const name = unitName(configFile);
  systemctl("disable", "--now", `${name}.timer`);
  for (const kind of ["timer", "service"])
    rmSync(join(unitFolder, `${name}.${kind}`), { force: true });
  systemctl("daemon-reload");
}

function systemctl(...args: readonly string[]): void {
  execFileSync("systemctl", ["--quiet", ...args], { stdio: ["ignore", "ignore", "inherit"] });
}
