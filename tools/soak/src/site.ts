import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Simulator } from "@envoy/envoy-simulator";
import type { HubEmulator } from "@envoy/hub-emulator";
import { SmallDisk } from "./small-disk.js";

export const dataset = "me/soak";

/** The recorder's folder, on a disk of its own where one can be mounted, beside the Hub's. */
export class Site implements Disposable {
  readonly #root: string = mkdtempSync(join(tmpdir(), "envoy-soak-"));
  readonly folder: string = join(this.#root, "site");
  readonly hubFolder: string = join(this.#root, "hub");
  readonly disk: SmallDisk | undefined;

  constructor() {
    mkdirSync(this.folder);
    this.disk = SmallDisk.mount(this.folder);
  }

  get liveBuffer(): string {
    return join(this.folder, "data/live_buffer");
  }

  get archive(): string {
    return join(this.folder, "data/parquet_archive");
  }

  /** A file beside the recorder's disk. */
  scratch(name: string): string {
    return join(this.#root, name);
  }

  writeConfig(gateway: Simulator, hub: HubEmulator, compression: "none" | "gzip"): void {
    const config = `
[envoy]
ip_address = "${gateway.host}"
port = ${gateway.port}
token = "${gateway.token}"

[live_buffer]
compression = "${compression}"

[hugging_face]
repo_id = "${dataset}"
endpoint = "${hub.url}"
token = "${hub.token}"
`;
    writeFileSync(join(this.folder, "config.toml"), config, { mode: 0o600 });
  }

  [Symbol.dispose](): void {
    this.disk?.[Symbol.dispose]();
    rmSync(this.#root, { recursive: true, force: true });
  }
}
