import { join } from "node:path";
import {
  fleetColumns,
  fleetKey,
  type LandingInput,
  type Select,
  type WriteJob,
} from "../../src/index.js";
import type { ParquetFiles } from "./parquet-files.js";
import { type Reading, wholeRow } from "./readings.js";

/** Makes the inputs of jobs, and reads what was written for them. */
export class WorkFolder {
  readonly path: string;
  readonly files: ParquetFiles;
  #made = 0;

  constructor(path: string, files: ParquetFiles) {
    this.path = path;
    this.files = files;
  }

  /** A job for the rows of the fleet, with a folder that is not there yet. */
  job(select: Select, options: Partial<WriteJob> = {}): WriteJob {
    const id = `job-${++this.#made}`;
    return {
      id,
      select,
      columns: fleetColumns.map(({ name }) => name),
      orderBy: fleetKey,
      folder: join(this.path, "runs", id),
      ...options,
    };
  }

  /** A file of the table. */
  published(rows: readonly Reading[], folder = "data"): Promise<string> {
    return this.files.write(join(this.path, folder, `${++this.#made}.parquet`), rows);
  }

  /** A file of a landing. */
  async landed(
    gateway: string,
    rows: readonly Reading[],
    sequence = ++this.#made,
  ): Promise<LandingInput> {
    const path = join(this.path, `month=11/gateway=folder-of-${gateway}`, `${sequence}.parquet`);
    return { gateway, path: await this.files.write(path, rows, sequence) };
  }

  /** The rows of a job's file in their order. */
  async rowsOf({ folder }: WriteJob, name = "rows.parquet"): Promise<readonly unknown[]> {
    return (await this.files.read(join(folder, name))).map(wholeRow);
  }
}
