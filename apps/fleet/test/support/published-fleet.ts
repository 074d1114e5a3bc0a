import { readdirSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { compactTable } from "../../src/compact/compact-table.js";
import type { ExitCode } from "../../src/errors/exit-code.js";
import type { Command, Run } from "../../src/run.js";
import { FleetFolder, type Reading } from "./fleet-folder.js";
import { query } from "./query.js";

const october = Date.UTC(2026, 9, 1);

/** The dataset of every test. */
export const repo = "me/roofs";

/** Times of a compaction: while October 2026 is open, and when it can be closed. */
export const duringOctober = Date.UTC(2026, 9, 20);
export const yearLater = Date.UTC(2027, 9, 1);

/** What a command ended with, and what it printed. */
export interface Ran {
  readonly code: ExitCode;
  readonly printed: string;
  readonly warned: string;
}

/** A fleet whose table is published to an emulated Hub. */
export class PublishedFleet implements AsyncDisposable {
  readonly hub: HubEmulator;
  readonly fleet: FleetFolder;
  readonly #folder: string;

  private constructor(folder: string, hub: HubEmulator, fleet: FleetFolder) {
    this.#folder = folder;
    this.hub = hub;
    this.fleet = fleet;
  }

  /** `publish` are more lines of [publish]; `toml` comes before them. */
  static async make({ shards = 1, publish = "", toml = "" } = {}): Promise<PublishedFleet> {
    const folder = await mkdtemp(join(tmpdir(), "fleet-hub-"));
    const hub = await startHubEmulator({ folder: join(folder, "hub"), partBytes: 1000 });
    const tokenFile = join(folder, "token.txt");
    await writeFile(tokenFile, `${hub.token}\n`);
    const section = `[publish]\ndataset = "${repo}"\nendpoint = "${hub.url}"\ntoken_file = "${tokenFile}"\n${publish}`;
    const fleet = await FleetFolder.make({ shards, toml: `${toml}\n${section}` });
    return new PublishedFleet(folder, hub, fleet);
  }

  /** Runs a command as the program does. */
  async run(command: Command, more: Partial<Run> = {}): Promise<Ran> {
    const [printed, warned]: [string[], string[]] = [[], []];
    const code = await command({
      config: this.fleet.config,
      signal: new AbortController().signal,
      print: (line) => printed.push(line),
      warn: (line) => warned.push(line),
      ...more,
    });
    return { code, printed: printed.join("\n"), warned: warned.join("\n") };
  }

  compact({ close = false, now = duringOctober } = {}): ReturnType<typeof compactTable> {
    const { signal } = new AbortController();
    return compactTable({ config: this.fleet.config, close, now, signal });
  }

  /** The files of the current generation, by path. */
  table(): readonly string[] {
    const current = join(this.fleet.config.table, "current");
    return readdirSync(current, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(current.length + 1))
      .sort();
  }

  /** The files of the dataset, but for the Hub's own. */
  published(): readonly string[] {
    return Object.keys(this.hub.commits(repo)[0]?.files ?? {})
      .filter((path) => path !== ".gitattributes")
      .sort();
  }

  /** The titles of the dataset's commits, the newest first. */
  history(): readonly string[] {
    return this.hub.commits(repo).map(({ title }) => title);
  }

  /** A file of the dataset; undefined if there is none. */
  async fileOf(path: string, revision = "main"): Promise<Buffer | undefined> {
    const url = `${this.hub.url}/datasets/${repo}/resolve/${revision}/${path}`;
    const answer = await fetch(url, { headers: { authorization: `Bearer ${this.hub.token}` } });
    return answer.ok ? Buffer.from(await answer.arrayBuffer()) : undefined;
  }

  /** The fleet's files, landing, table and all, that have rows of a gateway or its name in their text. */
  async filesWith(gateway: string): Promise<readonly string[]> {
    const files = readdirSync(this.fleet.folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name));
    const tables = files.filter((path) => path.endsWith(".parquet"));
    const rows = await query(
      `SELECT DISTINCT filename FROM read_parquet(${JSON.stringify(tables).replaceAll('"', "'")},
       filename = true, union_by_name = true, hive_partitioning = false) WHERE gateway = '${gateway}'`,
    );
    const found = rows.map(({ filename }) => String(filename));
    for (const path of files.filter((name) => !name.endsWith(".parquet"))) {
      if ((await readFile(path)).includes(gateway)) found.push(path);
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.fleet[Symbol.asyncDispose]();
    await this.hub.close();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

/** Readings of an inverter, one a quarter of an hour from the start of a day of October 2026. */
export function readings(
  serial: string,
  day: number,
  count: number,
  joules = 1,
): readonly Reading[] {
  return Array.from({ length: count }, (_, i) => ({
    serial,
    end: october + (day - 1) * 86_400_000 + (i + 1) * 900_000,
    joules,
  }));
}
