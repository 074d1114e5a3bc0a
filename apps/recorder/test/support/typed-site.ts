import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { queryArchive } from "./duckdb.js";
import { poll } from "./modelled-site.js";
import { runRecorder } from "./recorder-process.js";

export type Types = "native" | "portable";

/** A recorder's folder whose config asks for types, removed at the end. */
export class TypedSite {
  readonly folder: string;
  /** Whether each file in `folder` is removed at the end. */
  constructor(folder: string) {
    this.folder = folder;
  }

  static async create(types?: Types): Promise<TypedSite & AsyncDisposable> {
    const site = new TypedSite(await mkdtemp(join(tmpdir(), "types-")));
    await site.configure(types);
    return Object.assign(site, {
      [Symbol.asyncDispose]: () => rm(site.folder, { recursive: true, force: true }),
    });
  }

  get archive(): string {
    return join(this.folder, "data/parquet_archive");
  }

  async configure(types?: Types): Promise<void> {
    const section = types === undefined ? "" : `[parquet_archive]\ntypes = "${types}"\n`;
    const config = `[envoy]\nip_address = "127.0.0.1"\nport = 9\n${section}`;
    await writeFile(join(this.folder, "config.toml"), config, { mode: 0o600 });
  }

  /** Archives these answers. */
  async flush(...answers: readonly string[]): Promise<Ended> {
    const incoming = join(this.folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    for (const [i, answer] of answers.entries()) {
      await writeFile(join(incoming, `${1_769_904_300 + i}.json`), answer);
    }
    return this.run("flush", "--force");
  }

  run(...args: readonly string[]): Promise<Ended> {
    return runRecorder(args, { cwd: this.folder });
  }

  /** The type of each column in DuckDB's words, by its name. */
  async types(): Promise<Readonly<Record<string, unknown>>> {
    const rows = await queryArchive(
      this.archive,
      "SELECT column_name, column_type FROM (DESCRIBE SELECT * EXCLUDE (year, month) FROM ARCHIVE)",
    );
    return Object.fromEntries(rows.map((row) => [String(row["column_name"]), row["column_type"]]));
  }
}

/** Readings of three months, two of them with flags that a signed column just holds and does not. */
export const threeMonths: readonly string[] = [
  poll("1", "2025-12-31T23:50:00Z", 4_000_000_000),
  poll("2", "2026-01-31T23:50:00Z", 4_000_000_000).replace('"0x0"', '"0x7fffffffffffffff"'),
  poll("1", "2026-02-01T00:05:00Z", 13).replace('"0x0"', '"0x8000000000000000"'),
];

/** The types of portable columns, in DuckDB's words. */
export const portableTypes = {
  serial_number: "VARCHAR",
  period_end_time: "TIMESTAMP WITH TIME ZONE",
  period_duration_us: "BIGINT",
  joules_produced: "BIGINT",
  ac_voltage_mV: "BIGINT",
  ac_current_mA: "BIGINT",
  dc_voltage_mV: "BIGINT",
  dc_current_mA: "BIGINT",
  ac_frequency_mHz: "BIGINT",
  inverter_temperature_Celsius: "INTEGER",
  power_conversion_error_seconds: "INTEGER",
  power_conversion_max_error_cycles: "INTEGER",
  flags: "BIGINT",
  watt_hours_today: "INTEGER",
};
