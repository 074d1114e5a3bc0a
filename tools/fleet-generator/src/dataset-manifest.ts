import { createHash } from "node:crypto";
import type { Reading } from "./reading.js";

/** What a dataset's manifest is made from. */
export interface ManifestSource {
  /** By their path in the dataset, at whose root the manifest is. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** All that they contain. */
  readonly readings: readonly Reading[];
  readonly timeZone: string;
  readonly archiveFolder: string;
}

/** A `manifest.json` of version 1, as the recorder uploads it. Its readers' parser is its contract. */
export function manifestOf({ files, readings, timeZone, archiveFolder }: ManifestSource): unknown {
  const serials = [...new Set(readings.map(({ serialNumber }) => serialNumber))].sort();
  const latest = readings.reduce((last, { endDate }) => Math.max(last, endDate), 0);
  return {
    version: 1,
    // A dataset's manifest changes with its files alone.
    made_at: isoTime(latest + 3600),
    site: {
      time_zone: timeZone,
      inverters: serials.map((id) => ({ id, name: null, group: null, position: null })),
      groups: [],
    },
    recording: null,
    tables: { readings: { files: fileList(files, readings, archiveFolder) } },
  };
}

/** The archive's files, oldest first. */
function fileList(
  files: ReadonlyMap<string, Uint8Array>,
  readings: readonly Reading[],
  archiveFolder: string,
): readonly unknown[] {
  const described = [...files]
    .filter(([path]) => path.startsWith(`${archiveFolder}/`))
    .map(([path, bytes]) => {
      const ends = readingsIn(path, readings).map(({ endDate }) => endDate);
      const first = ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const last = ends.reduce((a, b) => Math.max(a, b), 0);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { path, bytes: bytes.byteLength, rows: ends.length, first, last, sha256 };
    });
  return described
    .sort((a, b) => a.first - b.first)
    .map((file) => ({ ...file, first: isoTime(file.first), last: isoTime(file.last) }));
}

/** Those of the readings that are in the file of this path, by its month or day. */
export function readingsIn(path: string, readings: readonly Reading[]): readonly Reading[] {
  const [from, to] = spanOf(path);
  return readings.filter(({ endDate }) => from <= endDate && endDate < to);
}

/** From when to when a file has readings, in seconds since 1970, by its path: `...year=2026/month=6/day=30/00000000.parquet`, with or without a day. */
export function spanOf(path: string): readonly [from: number, to: number] {
  const [, year, month, day] = /year=(\d+)\/month=(\d+)\/(?:day=(\d+)\/)?[^/]+$/.exec(path) ?? [];
  const begin = (months: number, days: number): number =>
    Date.UTC(Number(year), Number(month) - 1 + months, Number(day ?? 1) + days) / 1000;
  return [begin(0, 0), day === undefined ? begin(1, 0) : begin(0, 1)];
}

function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
