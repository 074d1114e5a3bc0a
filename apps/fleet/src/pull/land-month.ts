import type { LandingFile } from "@envoy/fleet-table";
import { containsRows, filterRows, firstOfEachKey } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import type { GatewayFiles, GatewayMonth } from "../landing/gateway-files.js";
import { portableTable } from "./household-table.js";
import { decodeLandingFile, encodeLandingFile } from "./landing-rows.js";
import type { Period } from "./partition-period.js";

/** What a source has of one month. */
export interface MonthRows {
  /** In order of key, none twice. */
  readonly rows: Table;
  /** What the files with these rows are of: all that the source has of these periods is among them. */
  readonly periods: readonly Period[];
}

/**
 * Adds a file with a month's rows to the landing, unless its newest one has them all as they are. Rows that the newest one has
 * of other periods, such as days whose files have not changed, go along: so a file that holds all of an earlier one takes
 * its place, and a month has one file, or more where the source has changed or removed rows. Returns whether a file was
 * added. Rejects with Node's system errors, or with `ArchiveError` if the newest file is damaged.
 */
export async function landMonth(
  files: GatewayFiles,
  place: GatewayMonth,
  { rows, periods }: MonthRows,
): Promise<boolean> {
  const earlier = files.list(place).toReversed();
  const [newest, ...older] = earlier;
  const present = newest && decodeLandingFile(files.read(newest), newest.path);
  if (present !== undefined && containsRows(portableTable, present, rows)) {
    // A run that was killed may have added the newest file, and not yet removed others.
    removeContained(files, older, present);
    return false;
  }
  const kept = present && filterRows(present, isOutside(present, periods));
  const landed = kept ? firstOfEachKey(portableTable, [rows, kept]) : rows;
  await files.add(place, (sequence) => encodeLandingFile(landed, place.gateway, sequence));
  removeContained(files, earlier, landed);
  return true;
}

/** Removes the files, the newest first, whose rows are all in a later one, up to one that has others: that was captured before the later one, and what came before it comes first. */
function removeContained(files: GatewayFiles, earlier: readonly LandingFile[], rows: Table): void {
  for (const file of earlier) {
    const table = decodeLandingFile(files.read(file), file.path);
    if (!containsRows(portableTable, rows, table)) break;
    files.remove(file);
  }
}

function isOutside(table: Table, periods: readonly Period[]): (row: number) => boolean {
  const times = Float64Array.from(
    (table.getChild("period_end_time")?.data ?? []).flatMap(({ values, length }) =>
      Array.from({ length }, (_, row) => Number(values[row]) / 1000),
    ),
  );
  return (row) => {
    const time = times[row] ?? 0;
    return periods.every(({ start, end }) => time < start || time >= end);
  };
}
