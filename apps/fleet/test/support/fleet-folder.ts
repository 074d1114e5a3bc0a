import { existsSync, readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fleetColumns, sequenceColumn } from "@envoy/fleet-engine";
import { encodeFile, tableFromColumns } from "@envoy/parquet-archive";
import { Field, Int32, Int64, Schema, TimestampMicrosecond, Utf8 } from "apache-arrow";
import type { FleetConfig } from "../../src/config/config.js";
import { loadConfig } from "../../src/config/load-config.js";
import { Landing } from "../../src/landing/landing.js";
import type { SourceState } from "../../src/landing/source-state.js";
import { query } from "./query.js";

/** A row of a landing, as far as tests tell rows apart. */
export interface Reading {
  readonly serial: string;
  /** In milliseconds. */
  readonly end: number;
  readonly joules: number;
}

/** A row of the table. */
export interface TableRow extends Reading {
  readonly gateway: string;
}

const typeOf = {
  text: () => new Utf8(),
  timestamp: () => new TimestampMicrosecond("UTC"),
  bigint: () => new Int64(),
  int: () => new Int32(),
} as const;
const landedColumns = [...fleetColumns, { name: sequenceColumn, type: "bigint" } as const];
const schema = new Schema(
  landedColumns.map(({ name, type }) => new Field(name, typeOf[type](), true)),
);

/** A fleet in a temporary folder, whose landing is filled by hand. */
export class FleetFolder {
  readonly folder: string;
  readonly config: FleetConfig;
  readonly landing: Landing;

  private constructor(folder: string, config: FleetConfig, landing: Landing) {
    this.folder = folder;
    this.config = config;
    this.landing = landing;
  }

  static async make({ shards = 2, toml = "" } = {}): Promise<FleetFolder> {
    const folder = await mkdtemp(join(tmpdir(), "fleet-"));
    const file = join(folder, "fleet.toml");
    await writeFile(file, toml);
    const config = await loadConfig(file, {});
    const landing = await Landing.openOrMake(config.landing, { shards, gateways: 0 });
    return new FleetFolder(folder, config, landing);
  }

  /** Adds a household to the landing, and resolves to its gateway. */
  async source(name: string): Promise<SourceState> {
    const state = this.landing.newSource({ kind: "folder", path: `/homes/${name}` });
    await this.landing.keep(state);
    return state;
  }

  /** Adds a file with readings of one month, none twice, and resolves to its path. */
  async land(source: SourceState, month: string, readings: readonly Reading[]): Promise<string> {
    const { gateway, shard } = source;
    const { path } = await this.landing.files.add({ month, shard, gateway }, (sequence) =>
      encodeReadings(gateway, sequence, readings),
    );
    return join(this.landing.folder, path);
  }

  /** All rows of the table, in order of key; none if there is no table. */
  async rows(table: string = this.config.table): Promise<readonly TableRow[]> {
    const current = join(table, "current");
    const names = existsSync(current) ? readdirSync(current) : [];
    if (!names.includes("data") && !names.includes("recent")) return [];
    const files = `read_parquet(['${current}/*/**/*.parquet'], hive_partitioning = false)`;
    const rows = await query(
      `SELECT gateway, serial_number AS serial, epoch_ms(period_end_time) AS "end", joules_produced AS joules
       FROM ${files} ORDER BY ALL`,
    );
    return rows.map(({ gateway, serial, end, joules }) => ({
      gateway: String(gateway),
      serial: String(serial),
      end: Number(end),
      joules: Number(joules),
    }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** The bytes of a landing's file. */
function encodeReadings(
  gateway: string,
  sequence: number,
  readings: readonly Reading[],
): Promise<Uint8Array> {
  const rows = [...readings].sort(
    (a, b) => (a.serial < b.serial ? -1 : a.serial > b.serial ? 1 : 0) || a.end - b.end,
  );
  const known: Readonly<Record<string, (row: Reading) => string | bigint>> = {
    gateway: () => gateway,
    serial_number: ({ serial }) => serial,
    period_end_time: ({ end }) => BigInt(end) * 1000n,
    period_duration_us: () => 900_000_000n,
    joules_produced: ({ joules }) => BigInt(joules),
    [sequenceColumn]: () => BigInt(sequence),
  };
  const columns = landedColumns.map(({ name }) => {
    const cellOf = known[name];
    return [name, rows.map((row) => cellOf?.(row) ?? null)] as const;
  });
  return encodeFile(tableFromColumns(schema, Object.fromEntries(columns)));
}
