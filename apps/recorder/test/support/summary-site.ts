import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TimeZone } from "@envoy/solar-insight";
import { type Config, loadConfig } from "../../src/config/config.js";
import { type MadeSummary, makeSummary } from "../../src/summary/make-summary.js";
import { dailySummary } from "../../src/tables/daily-summary.js";
import { openStored } from "../../src/tables/open-tables.js";

/** A recorder's folder whose daily summary is made by itself. */
export interface SummarySite extends AsyncDisposable {
  readonly folder: string;
  readonly config: Config;
  /** Brings it up to date, at an ISO 8601 time. */
  make(
    now: string,
    options?: { readonly zone?: string; readonly maxMs?: number },
  ): Promise<MadeSummary>;
  /** All its rows, in the order of the files. */
  rows(tablesFolder?: string): Promise<readonly string[]>;
  /** What making all of it anew gives. */
  full(now: string, zone?: string): Promise<readonly string[]>;
}

export async function summarySite(zone = "Europe/London"): Promise<SummarySite> {
  const folder = await mkdtemp(join(tmpdir(), "summary-"));
  const file = join(folder, "config.toml");
  await writeFile(file, `[envoy]\nip_address = "127.0.0.1"\n[site]\ntime_zone = "${zone}"\n`);
  const config = await loadConfig(file, {});
  const { signal } = new AbortController();
  const rows: SummarySite["rows"] = async (tablesFolder = config.tablesFolder) => {
    const table = openStored(dailySummary, tablesFolder);
    const texts: string[] = [];
    for (const year of await table.partitions()) {
      for (const row of (await table.read(year)) ?? []) texts.push(`${year.year} ${String(row)}`);
    }
    return texts;
  };
  return {
    folder,
    config,
    make: (now, { zone: name = zone, maxMs = Number.POSITIVE_INFINITY } = {}) =>
      makeSummary(config, { zone: new TimeZone(name), now: Date.parse(now), signal, maxMs }),
    rows,
    full: async (now, name = zone) => {
      const state = await mkdtemp(join(folder, "full-"));
      const reports = { state, tablesFolder: config.tablesFolder };
      const again = { ...config, ...reports, tablesFolder: join(state, "tables") };
      const options = { zone: new TimeZone(name), now: Date.parse(now), signal };
      await makeSummary(again, options);
      return rows(again.tablesFolder);
    },
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
