import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import type { SourceConfig } from "../../src/config/config.js";
import { Landing } from "../../src/landing/landing.js";
import { type PullOptions, type PullResult, pullSources } from "../../src/pull/pull-sources.js";

/** What a pull did, and what it warned of. */
export interface Pulled extends PullResult {
  readonly warnings: readonly string[];
}

/** A folder for a landing, and a Hub with datasets. */
export class FleetSite implements AsyncDisposable {
  readonly folder: string;
  readonly hub: HubEmulator;

  private constructor(folder: string, hub: HubEmulator) {
    this.folder = folder;
    this.hub = hub;
  }

  static async make(): Promise<FleetSite> {
    const folder = await mkdtemp(join(tmpdir(), "fleet-pull-"));
    return new FleetSite(folder, await startHubEmulator({ folder: join(folder, "hub") }));
  }

  get landing(): string {
    return join(this.folder, "landing");
  }

  /** Makes a dataset of the emulator's account, and returns it as a source. */
  async dataset(
    name: string,
    files: ReadonlyMap<string, Uint8Array>,
    visibility: "public" | "private" = "public",
  ): Promise<SourceConfig> {
    const answer = await fetch(`${this.hub.url}/api/repos/create`, {
      method: "POST",
      headers: { authorization: `Bearer ${this.hub.token}` },
      body: JSON.stringify({ type: "dataset", organization: "me", name, visibility }),
    });
    if (!answer.ok) throw new Error(await answer.text());
    this.upload(name, files);
    return this.source(name);
  }

  source(
    name: string,
    more: { readonly tokenFile?: string; readonly path?: string } = {},
  ): SourceConfig {
    const { tokenFile, path = "data" } = more;
    const place = {
      kind: "dataset",
      repo: `me/${name}`,
      path,
      endpoint: this.hub.url,
      tokenFile,
    } as const;
    return { name: `me/${name}`, place, timeZone: undefined, location: undefined };
  }

  /** Makes the dataset have these files of an archive, and no others. */
  upload(name: string, files: ReadonlyMap<string, Uint8Array>): void {
    const [newest] = this.hub.commits(`me/${name}`);
    for (const path of Object.keys(newest?.files ?? {})) {
      if (/parquet$|manifest.json$/.test(path) && !files.has(path))
        this.hub.deleteAs(`me/${name}`, path);
    }
    for (const [path, bytes] of files) this.hub.commitAs(`me/${name}`, path, bytes);
  }

  /** Writes files below this site's folder, and returns the folder as a source. */
  async folderSource(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<SourceConfig> {
    const path = join(this.folder, name);
    for (const [below, bytes] of files) {
      const file = join(path, below);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, bytes);
    }
    return {
      name: path,
      place: { kind: "folder", path },
      timeZone: undefined,
      location: undefined,
    };
  }

  async pull(sources: readonly SourceConfig[], more: Partial<PullOptions> = {}): Promise<Pulled> {
    const warnings: string[] = [];
    const config = {
      file: join(this.folder, "fleet.toml"),
      landing: this.landing,
      shards: undefined,
      parallel: 4,
      sources,
    };
    const result = await pullSources({
      config,
      signal: new AbortController().signal,
      warn: (line) => warnings.push(line),
      network: { sleep: async () => undefined },
      ...more,
    });
    return { ...result, warnings };
  }

  open(): Promise<Landing> {
    return Landing.open(this.landing);
  }

  /** What the Hub was asked since the last call. */
  takeRequests(): readonly string[] {
    return (this.hub.requests as string[]).splice(0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.hub.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
