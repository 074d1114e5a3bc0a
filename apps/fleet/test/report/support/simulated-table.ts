import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import {
  createSite,
  type SimulatedSite,
  type SiteOptions,
  simulateReadings,
} from "@envoy/envoy-simulator";
import { dataPath, type TableFile } from "@envoy/fleet-table";
import { encodeFile, tableFromColumns } from "@envoy/parquet-archive";
import {
  type DataType,
  Field,
  Float64,
  Int32,
  Int64,
  Schema,
  TimestampMicrosecond,
  Utf8,
} from "apache-arrow";
import type { Roof } from "../../../src/report/roof.js";

/** A simulated gateway in a table. */
export interface SimulatedRoof {
  readonly gateway: string;
  readonly site: SimulatedSite;
  readonly roof: Roof;
}

/** A table that holds the readings of simulated gateways, as compaction leaves them. */
export interface SimulatedTable {
  readonly folder: string;
  readonly files: readonly TableFile[];
  readonly roofs: readonly Roof[];
  readonly span: { readonly first: number; readonly last: number };
}

export interface SimulatedRoofOptions extends SiteOptions {
  readonly gateway: string;
  readonly location?: { readonly latitude: number; readonly longitude: number } | undefined;
  readonly shard?: number;
}

const sky = { latitude: 52, longitude: 13 };

/** Under the same sky as all others with the same seed. */
export function simulatedRoof(options: SimulatedRoofOptions): SimulatedRoof {
  const { gateway, location = sky, shard = 0, timeZone = "Europe/Berlin", ...site } = options;
  return {
    gateway,
    site: createSite({
      sky,
      ...(site.roofs === undefined ? { inverters: 6 } : {}),
      timeZone,
      since: Date.UTC(2026, 0, 1) / 1000,
      ...site,
    }),
    roof: {
      gateway,
      shard,
      timeZone,
      latitude:
        options.location === undefined && "location" in options ? undefined : location.latitude,
      longitude:
        options.location === undefined && "location" in options ? undefined : location.longitude,
      inverters: 6,
      firstReading: undefined,
      lastReading: undefined,
    },
  };
}

interface Row {
  readonly gateway: string;
  readonly serial_number: string;
  readonly end: number;
  readonly seconds: number;
  readonly joules: number | null;
  readonly errors: number;
  readonly wattHours: number;
}

/** Writes the readings of the days from `from` to `to` (seconds since 1970) into a folder. `keep` leaves some out. */
export async function simulatedTable(
  folder: string,
  roofs: readonly SimulatedRoof[],
  { from, to, keep = () => true }: { from: number; to: number; keep?: (row: Row) => boolean },
): Promise<SimulatedTable> {
  const groups = new Map<string, Row[]>();
  for (const { gateway, site, roof } of roofs) {
    for (const day of simulateReadings(site, { from, to })) {
      for (let i = 0; i < day.count; i++) {
        const end = (day.endDate[i] ?? 0) * 1000;
        const row = {
          gateway,
          serial_number: `i${day.inverter[i]}`,
          end,
          seconds: day.durationSeconds[i] ?? 0,
          joules: day.joulesProduced[i] ?? 0,
          errors: day.errorSeconds[i] ?? 0,
          wattHours: day.wattHoursToday[i] ?? 0,
        };
        if (!keep(row)) continue;
        const key = `${new Date(end).toISOString().slice(0, 7)} ${roof.shard}`;
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [row]);
        else group.push(row);
      }
    }
  }
  const files: TableFile[] = [];
  for (const [key, rows] of groups) files.push(await writeRows(folder, key, rows));
  const withReadings = roofs.map(({ gateway, roof }) => {
    const ends = [...groups.values()].flat().filter((row) => row.gateway === gateway);
    const first = ends.reduce((least, { end }) => Math.min(least, end), Number.POSITIVE_INFINITY);
    const last = ends.reduce(
      (greatest, { end }) => Math.max(greatest, end),
      Number.NEGATIVE_INFINITY,
    );
    return ends.length === 0 ? roof : { ...roof, firstReading: first, lastReading: last };
  });
  await writeRoofs(folder, withReadings);
  return {
    folder,
    files,
    roofs: withReadings,
    span: {
      first: Math.min(...files.map((file) => Date.parse(file.first))),
      last: Math.max(...files.map((file) => Date.parse(file.last))),
    },
  };
}

async function writeRows(folder: string, key: string, rows: Row[]): Promise<TableFile> {
  const [month = "", shard = ""] = key.split(" ");
  rows.sort(
    (a, b) =>
      a.gateway.localeCompare(b.gateway, "en") ||
      a.serial_number.localeCompare(b.serial_number, "en") ||
      a.end - b.end,
  );
  const path = dataPath({ month, shard: Number(shard), shards: 2 });
  await writeColumns(join(folder, path), {
    gateway: [new Utf8(), rows.map(({ gateway }) => gateway)],
    serial_number: [new Utf8(), rows.map(({ serial_number }) => serial_number)],
    period_end_time: [new TimestampMicrosecond("UTC"), rows.map(({ end }) => BigInt(end) * 1000n)],
    period_duration_us: [new Int64(), rows.map(({ seconds }) => BigInt(seconds) * 1_000_000n)],
    joules_produced: [
      new Int64(),
      rows.map(({ joules }) => (joules === null ? null : BigInt(joules))),
    ],
    power_conversion_error_seconds: [new Int32(), rows.map(({ errors }) => errors)],
    watt_hours_today: [new Int32(), rows.map(({ wattHours }) => wattHours)],
  });
  const ends = rows.map(({ end }) => end);
  return {
    path,
    month,
    shard: Number(shard),
    day: undefined,
    bytes: 1,
    rows: rows.length,
    first: new Date(ends.reduce((a, b) => Math.min(a, b))).toISOString(),
    last: new Date(ends.reduce((a, b) => Math.max(a, b))).toISOString(),
    sha256: "",
    digest: "",
  };
}

async function writeRoofs(folder: string, roofs: readonly Roof[]): Promise<void> {
  const time = (of: number | undefined) => (of === undefined ? null : BigInt(of) * 1000n);
  await writeColumns(join(folder, "gateways.parquet"), {
    gateway: [new Utf8(), roofs.map(({ gateway }) => gateway)],
    shard: [new Int32(), roofs.map(({ shard }) => shard)],
    time_zone: [new Utf8(), roofs.map(({ timeZone }) => timeZone ?? null)],
    latitude: [new Float64(), roofs.map(({ latitude }) => latitude ?? null)],
    longitude: [new Float64(), roofs.map(({ longitude }) => longitude ?? null)],
    inverters: [new Int32(), roofs.map(({ inverters }) => inverters ?? null)],
    first_reading: [
      new TimestampMicrosecond("UTC"),
      roofs.map(({ firstReading }) => time(firstReading)),
    ],
    last_reading: [
      new TimestampMicrosecond("UTC"),
      roofs.map(({ lastReading }) => time(lastReading)),
    ],
  });
}

async function writeColumns(
  path: string,
  columns: Readonly<
    Record<string, readonly [DataType, readonly (string | number | bigint | null)[]]>
  >,
): Promise<void> {
  const schema = new Schema(
    Object.entries(columns).map(([name, [type]]) => new Field(name, type, true)),
  );
  const cells = Object.fromEntries(
    Object.entries(columns).map(([name, [, values]]) => [name, values]),
  );
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, await encodeFile(tableFromColumns(schema, cells)));
}
