import { partitionName } from "@envoy/parquet-archive";
import type { TimeSpan } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { deviceReports } from "../tables/device-reports.js";
import { openStored } from "../tables/open-tables.js";
import { fileVersion } from "./file-version.js";

/** A file of device reports, and the days that it is of. */
interface ReportFile extends TimeSpan {
  readonly version: string;
}

const dayMs = 86_400_000;

/** The files of device reports, in which the energy of gaps is looked up. */
export class ReportFiles {
  readonly #files: readonly ReportFile[];

  private constructor(files: readonly ReportFile[]) {
    this.#files = files;
  }

  /** Rejects with Node's system errors. */
  static async list({ tablesFolder }: Pick<Config, "tablesFolder">): Promise<ReportFiles> {
    const archive = openStored(deviceReports, tablesFolder);
    const files = (await archive.partitions()).map((partition) => {
      const { year, month, day = 0 } = partition;
      const from = Date.UTC(year, month - 1, Math.max(1, day));
      const to = day === 0 ? Date.UTC(year, month) : from + dayMs;
      const version = `${partitionName(partition)} ${fileVersion(archive.path(partition))}`;
      return { from, to, version };
    });
    return new ReportFiles(files);
  }

  /** Tells whether the reports of readings in a span have changed. A reading is reported on its day or the next ones. */
  versionsAround({ from, to }: TimeSpan): readonly string[] {
    return this.#files
      .filter((file) => file.from < to + 2 * dayMs && file.to > from)
      .map(({ version }) => version);
  }
}
