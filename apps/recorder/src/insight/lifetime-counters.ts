import { parseDeviceData } from "@envoy/envoy-client/parse";
import { ArchiveError, type ParquetArchive, type Partition } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { Config } from "../config/config.js";
import { deviceReports } from "../tables/device-reports.js";
import { openTable } from "../tables/open-tables.js";

/** A reading of an inverter, by the end of its period in milliseconds since 1970. */
export interface ReadingKey {
  readonly inverter: string;
  readonly end: number;
}

/** An inverter's lifetime counter in joules as of the period that ended at a time; NaN if it is not known. */
export type LifetimeJoules = (inverter: string, end: number) => number;

/**
 * Looks up in the table of device reports what the lifetime counters were at some readings. Only the
 * days on which these can have been reported are read, and only these reports parsed. Of a
 * file that cannot be read nothing is known; `doctor` names it. Rejects with Node's system errors.
 */
export async function lifetimeCounters(
  config: Pick<Config, "state" | "tablesFolder">,
  wanted: readonly ReadingKey[],
): Promise<LifetimeJoules> {
  const found = new Map<string, number>();
  const lifetimeJoules: LifetimeJoules = (inverter, end) =>
    found.get(nameOf({ inverter, end })) ?? Number.NaN;
  if (wanted.length === 0) return lifetimeJoules;
  const { archive } = openTable(deviceReports, config.tablesFolder, config);
  for (const [partition, ofPartition] of byPartition(await archive.partitions(), wanted)) {
    const missing = ofPartition.filter((key) => !found.has(nameOf(key)));
    if (missing.length > 0) addCounters(await readIfPossible(archive, partition), missing, found);
  }
  return lifetimeJoules;
}

const dayMs = 86_400_000;

/**
 * The partitions that the reports of readings can be in. A reading is first captured within
 * minutes, or when polls go on; the file of that day begins with every device's report, so two are enough.
 */
function byPartition(
  partitions: readonly Partition[],
  wanted: readonly ReadingKey[],
): ReadonlyMap<Partition, readonly ReadingKey[]> {
  const keys = new Map<Partition, ReadingKey[]>();
  for (const key of wanted) {
    const later = partitions.filter((partition) => endOf(partition) > key.end).slice(0, 2);
    for (const partition of later) keys.set(partition, [...(keys.get(partition) ?? []), key]);
  }
  return keys;
}

/** When a day, or a month that is one file by now, ends (UTC). */
function endOf({ year, month, day = 0 }: Partition): number {
  return day === 0 ? Date.UTC(year, month) : Date.UTC(year, month - 1, day) + dayMs;
}

async function readIfPossible(
  archive: ParquetArchive,
  partition: Partition,
): Promise<Table | undefined> {
  try {
    return await archive.read(partition);
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
    return undefined;
  }
}

/** Adds the counters of the wanted readings that a table has. */
function addCounters(
  table: Table | undefined,
  wanted: readonly ReadingKey[],
  found: Map<string, number>,
): void {
  const names = new Set(wanted.map(nameOf));
  const ends = new Set(wanted.map(({ end }) => BigInt(end) * 1000n));
  const column = (name: string): { get(row: number): unknown } | null | undefined =>
    table?.getChild(name);
  let row = -1;
  for (const chunk of table?.getChild("report_end_time")?.data ?? []) {
    for (const microseconds of chunk.values) {
      row++;
      if (!ends.has(microseconds) || column("kind")?.get(row) !== "pcu") continue;
      const inverter = String(column("serial_number")?.get(row));
      const name = nameOf({ inverter, end: Number(microseconds / 1000n) });
      if (!names.has(name) || found.has(name)) continue;
      const joules = lifetimeOf(String(column("json")?.get(row)));
      if (joules !== undefined) found.set(name, joules);
    }
  }
}

/** The counter in the text of a device's report; undefined if there is not exactly one. */
function lifetimeOf(json: string): number | undefined {
  const [device] = parseDeviceData({ "1": JSON.parse(json) }).devices;
  const channels = device?.kind === "pcu" ? device.channels : [];
  return channels.length === 1 ? channels[0]?.lifetimeJoulesProduced : undefined;
}

function nameOf({ inverter, end }: ReadingKey): string {
  return `${inverter} ${end}`;
}
