import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import type { Ended } from "@envoy/started-program";
import { afterEach, beforeEach, expect } from "vitest";
import { writeBacklog } from "./backlog.js";
import { filesIn } from "./real-site.js";
import { runRecorder } from "./recorder-process.js";

export const hubToken = "hf_verysecrettoken";
export const repo = "me/solar";

/** A recorder's folder and an emulated Hub, new for each test. */
export class UploadSite {
  readonly folder: string;
  readonly hub: HubEmulator;
  /** What the runs have printed. */
  readonly outputs: string[] = [];

  constructor(folder: string, hub: HubEmulator) {
    this.folder = folder;
    this.hub = hub;
  }

  /** Writes a config with `more` at its end and an archive of some hours, without tables beside it. Returns the texts it was made from. */
  async setUp(more = ""): Promise<readonly string[]> {
    await this.configure(`${more}\n[tables]\ndevice_reports = false\ndaily_summary = false\n`);
    const texts = await writeBacklog(this.folder, 200);
    await this.run("flush", "--force");
    return texts;
  }

  /** Writes a config with `more` at its end, which begins in the section `[hugging_face]`. */
  async configure(more = ""): Promise<void> {
    const config = `[envoy]
ip_address = "127.0.0.1"
port = 9
[hugging_face]
repo_id = "${repo}"
endpoint = "${this.hub.url}"
token_file = "token.txt"
${more}`;
    await writeFile(join(this.folder, "token.txt"), `${hubToken}\n`, { mode: 0o600 });
    await writeFile(join(this.folder, "config.toml"), config, { mode: 0o600 });
  }

  async run(...args: string[]): Promise<Ended> {
    const ended = await runRecorder(args, { cwd: this.folder });
    this.outputs.push(ended.stdout, ended.stderr);
    return ended;
  }
}

/** Gives each test of a file a site of its own, by calling `use` before it. */
export function eachWithUploadSite(use: (site: UploadSite) => void): void {
  let site: UploadSite;
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), "upload-"));
    site = new UploadSite(
      folder,
      await startHubEmulator({ folder: join(folder, "hub"), token: hubToken }),
    );
    use(site);
  });
  afterEach(async () => {
    await site.hub.close();
    // No output of any test shows the token, and no file but the one it was put into.
    expect(site.outputs.join("\n")).not.toContain(hubToken);
    for (const [name, bytes] of await filesIn(join(site.folder, "data"))) {
      expect(String(bytes), name).not.toContain(hubToken);
    }
    await rm(site.folder, { recursive: true, force: true });
  });
}

/** Waits until something that a run does has happened. */
export async function until(isReached: () => boolean): Promise<void> {
  while (!isReached()) await new Promise((resolve) => setTimeout(resolve, 1));
}
