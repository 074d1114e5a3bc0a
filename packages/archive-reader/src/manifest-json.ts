/** A manifest as it is written: for programs that make one. Readers take `Manifest`. */
export interface ManifestJson {
  readonly version: 1;
  readonly made_at: string;
  readonly site: {
    readonly time_zone: string | null;
    readonly inverters: readonly {
      readonly id: string;
      readonly name: string | null;
      readonly group: string | null;
      readonly position: { readonly x: number; readonly y: number } | null;
    }[];
    readonly groups: readonly string[];
  };
  readonly recording?: {
    readonly last_poll_at: string | null;
    readonly polls_waiting: number | null;
  };
  readonly tables: { readonly [table in ManifestTableName]?: ManifestTableJson };
}

/** The names of the tables in a manifest. */
export type ManifestTableName =
  | "readings"
  | "daily_summary"
  | "device_reports"
  | "meter_readings"
  | "battery_readings";

export interface ManifestTableJson {
  readonly files: readonly ManifestFileJson[];
}

export interface ManifestFileJson {
  readonly path: string;
  readonly bytes: number;
  readonly rows: number;
  readonly first: string | null;
  readonly last: string | null;
  readonly sha256: string;
}
