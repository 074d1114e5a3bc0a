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
      const ends = readings.map(({ endDate }) => endDate).filter((end) => isIn(path, end));
      const first = ends.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
      const last = ends.reduce((a, b) => Math.max(a, b), 0);
      const sha256 = createHash("sha256").update(bytes).digest("hex");
      return { path, bytes: bytes.byteLength, rows: ends.length, first, last, sha256 };
    });
  return described
    .sort((a, b) => a.first - b.first)
    .map((file) => ({ ...file, first: isoTime(file.first), last: isoTime(file.last) }));
}

/** Whether a reading that ends then is in the file of this path. */
export function isIn(path: string, endDate: number): boolean {
  const [, year, month, day] = /year=(\d+)\/month=(\d+)\/(?:day=(\d+)\/)?[^/]+$/.exec(path) ?? [];
  const date = new Date(endDate * 1000);
  return (
    date.getUTCFullYear() === Number(year) &&
    date.getUTCMonth() + 1 === Number(month) &&
    (day === undefined || date.getUTCDate() === Number(day))
  );
}

function isoTime(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toISOString();
}
