/** What an archive contains, as of one moment. Times are texts in ISO 8601, UTC; null is unknown. */
export interface Manifest {
  readonly version: 1;
  readonly madeAt: string;
  readonly site: ManifestSite;
  /** What the recorder that serves the archive says of itself; null in an upload. */
  readonly recording: ManifestRecording | null;
  readonly tables: ManifestTables;
}

export interface ManifestSite {
  /** A name of the time zone database. */
  readonly timeZone: string | null;
  /** All inverters of the archive, in the order in which they are shown. */
  readonly inverters: readonly ManifestInverter[];
  /** The names of the groups, in the order in which they are shown. */
  readonly groups: readonly string[];
}

export interface ManifestInverter {
  /** The serial number, or its pseudonym. */
  readonly id: string;
  readonly name: string | null;
  readonly group: string | null;
  /** In units of one panel, x to the right, y down. */
  readonly position: { readonly x: number; readonly y: number } | null;
}

export interface ManifestRecording {
  readonly lastPollAt: string | null;
  /** Polls that are saved but not in the archive yet. */
  readonly pollsWaiting: number | null;
}

/** The files of each table, in their order of time; none where the archive does not have the table. */
export interface ManifestTables {
  readonly readings: readonly ManifestFile[];
  readonly dailySummary: readonly ManifestFile[];
  readonly deviceReports: readonly ManifestFile[];
  readonly meterReadings: readonly ManifestFile[];
  readonly batteryReadings: readonly ManifestFile[];
}

export interface ManifestFile {
  /** Relative to the manifest, with "/" between names. */
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  /** The time of the first row, or its local date in a daily summary; null in a file without rows. */
  readonly first: string | null;
  /** That of the last row. */
  readonly last: string | null;
  /** In lower-case hexadecimal. */
  readonly sha256: string;
}
