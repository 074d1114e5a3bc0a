import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HubEmulator, type HubEmulatorOptions, startHubEmulator } from "@envoy/hub-emulator";
import { afterEach, beforeEach } from "vitest";

/** Gives each test of a file an emulator and a folder of its own, by calling `use` before it. */
export function eachWithHub(
  options: Omit<HubEmulatorOptions, "folder">,
  use: (hub: HubEmulator, folder: string) => void,
): void {
  let folder = "";
  let hub: HubEmulator;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "hub-emulator-"));
    hub = await startHubEmulator({ folder: join(folder, "hub"), ...options });
    use(hub, folder);
  });
  afterEach(async () => {
    await hub.close();
    await rm(folder, { recursive: true, force: true });
  });
}
