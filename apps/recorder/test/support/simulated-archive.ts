import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ArchiveTypes } from "../../src/config/config.js";
import { openArchive } from "../../src/readings/archive.js";
import { RowBuilder } from "../../src/readings/row-builder.js";

/** When some inverter reports, each period 15 minutes long. */
export interface ReportedTime {
  readonly serialNumber: string;
  /** ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly watts?: number;
}

const quarterHour = 900;

/** A recorder's folder with an archive of these readings, removed at the end. */
export async function archiveFolder(
  times: readonly ReportedTime[],
  config = "",
  types: ArchiveTypes = "native",
): Promise<{ readonly folder: string; readonly archive: string } & AsyncDisposable> {
  const folder = await mkdtemp(join(tmpdir(), "envoy-recorder-"));
  const archive = join(folder, "data/parquet_archive");
  await writeFile(
    join(folder, "config.toml"),
    `[envoy]\nip_address = "127.0.0.1"\nport = 9\n${config}`,
  );
  const rows = new RowBuilder(types);
  for (const { serialNumber, from, to, watts = 100 } of times) {
    const last = Date.parse(to) / 1000;
    for (let end = Date.parse(from) / 1000 + quarterHour; end <= last; end += quarterHour) {
      const joulesProduced = watts * quarterHour;
      rows.add({ serialNumber, endDate: end, durationSeconds: quarterHour, joulesProduced });
    }
  }
  if (times.length > 0) await openArchive(archive, { types }).merge(rows.table());
  return {
    folder,
    archive,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
