import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type SyncFolderOptions, type SyncResult, syncFolder } from "@envoy/hf-sync";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { afterEach, beforeEach, expect } from "vitest";

export const repo = "me/solar";
export const token = "hf_verysecrettoken";

/** A local folder and an emulated Hub, new for each test. */
export class SyncSite {
  readonly folder: string;
  hub: HubEmulator;
  /** The waits between attempts so far, in milliseconds. They took no time. */
  readonly waits: number[] = [];

  constructor(folder: string, hub: HubEmulator) {
    this.folder = folder;
    this.hub = hub;
  }

  /** Writes a file of the local folder. */
  async write(path: string, content: string | Uint8Array): Promise<void> {
    const full = join(this.folder, "local", path);
    await mkdir(dirname(full), { recursive: true });
    await writeFile(full, content);
  }

  /** Syncs the local folder to `data` of the dataset. */
  sync(options: Partial<SyncFolderOptions> = {}): Promise<SyncResult> {
    return syncFolder({
      ...this.common(),
      pathInRepo: "data",
      create: "private",
      recordFile: join(this.folder, "state", "record.json"),
      ...options,
    });
  }

  /** What every sync of this site has in common. */
  common(): Pick<SyncFolderOptions, "folder" | "repo" | "token" | "endpoint" | "random" | "sleep"> {
    return {
      folder: join(this.folder, "local"),
      repo,
      token,
      endpoint: this.hub.url,
      random: () => 0,
      sleep: async (ms, signal) => {
        signal.throwIfAborted();
        this.waits.push(ms);
      },
    };
  }

  /** The paths of the repository's files, but for the Hub's own. */
  paths(of = repo): readonly string[] {
    return Object.keys(this.hub.commits(of)[0]?.files ?? {})
      .filter((path) => path !== ".gitattributes")
      .sort();
  }

  /** A file of the repository, as the token's owner downloads it. */
  async contentOf(path: string, of = `datasets/${repo}`): Promise<Buffer> {
    const url = `${this.hub.url}/${of}/resolve/main/${path}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    expect(answer.status).toBe(200);
    return Buffer.from(await answer.arrayBuffer());
  }

  /** The same Hub without the faults that are still queued. */
  async restartHub(partBytes?: number): Promise<void> {
    await this.hub.close();
    this.hub = await startHub(this.folder, partBytes);
  }
}

/** Gives each test of a file a site of its own, by calling `use` before it. */
export function eachWithSyncSite(use: (site: SyncSite) => void): void {
  let site: SyncSite;
  beforeEach(async () => {
    const folder = await mkdtemp(join(tmpdir(), "hf-sync-"));
    await mkdir(join(folder, "state"));
    site = new SyncSite(folder, await startHub(folder));
    use(site);
  });
  afterEach(async () => {
    await site.hub.close();
    await rm(site.folder, { recursive: true, force: true });
  });
}

/** With pages and parts so small that a few files need several. */
function startHub(folder: string, partBytes = 1000): Promise<HubEmulator> {
  return startHubEmulator({ folder: join(folder, "hub"), token, pageSize: 1, partBytes });
}
