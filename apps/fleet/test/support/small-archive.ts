import { createHash } from "node:crypto";
import { encodeFile, tableFromColumns } from "@envoy/parquet-archive";
import { portableTable } from "../../src/pull/household-table.js";

/** A reading: of which inverter, when it ended, and a value. */
export type SmallRow = readonly [serial: string | null, end: string | null, joules?: number];

/** A Parquet file of a few readings with portable types. */
export function smallFile(...rows: readonly SmallRow[]): Promise<Uint8Array> {
  const { schema } = portableTable;
  const columns = schema.fields.map(({ name }) => {
    const cells = rows.map(([serial, end, joules = 1]) => {
      if (name === "serial_number") return serial;
      if (name === "period_end_time") return end === null ? null : BigInt(Date.parse(end)) * 1000n;
      return name === "joules_produced" ? BigInt(joules) : 0n;
    });
    return [name, cells] as const;
  });
  return encodeFile(tableFromColumns(schema, Object.fromEntries(columns)));
}

/** The path of a month's file in an archive, such as "2026-11". */
export function monthPath(month: string): string {
  const [year, number] = month.split("-").map(Number);
  return `year=${year}/month=${number}/00000000.parquet`;
}

/** The files of a dataset with an archive of these months, and a manifest that describes them. */
export async function smallDataset(
  months: Readonly<Record<string, readonly SmallRow[]>>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map<string, Uint8Array>();
  for (const [month, rows] of Object.entries(months)) {
    files.set(`data/${monthPath(month)}`, await smallFile(...rows));
  }
  return withManifest(files);
}

/** The same files with a manifest of what is below `data`. */
export function withManifest(files: ReadonlyMap<string, Uint8Array>): Map<string, Uint8Array> {
  const listed = [...files]
    .filter(([path]) => path.startsWith("data/"))
    .map(([path, bytes]) => ({
      path,
      bytes: bytes.byteLength,
      rows: 1,
      first: null,
      last: null,
      sha256: createHash("sha256").update(bytes).digest("hex"),
    }));
  const manifest = {
    version: 1,
    made_at: "2026-11-30T00:00:00Z",
    site: { time_zone: "Europe/London", inverters: [], groups: [] },
    tables: { readings: { files: listed } },
  };
  return new Map(files).set("manifest.json", Buffer.from(JSON.stringify(manifest)));
}
