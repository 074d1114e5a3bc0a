import { access, readdir, rename } from "node:fs/promises";
import { join } from "node:path";
import { asyncBufferFromFile, parquetReadObjects } from "hyparquet";
import type { Row, WriteJob } from "./engine.js";
import { FleetEngineError } from "./errors.js";
import { makeFolder } from "./make-folder.js";
import { jobFolder, type SparkBatch, undivided } from "./spark-script.js";

/** Gives what Spark wrote for the jobs of a batch its names, in their folders. */
export async function moveFiles(batch: SparkBatch, place: number, job: WriteJob): Promise<void> {
  await makeFolder(job.folder);
  const from = jobFolder(batch, place);
  for (const partition of await namesIn(from)) {
    const day = partition.replace("fleet_day=", "");
    const files = await partsIn(join(from, partition));
    const [file] = files;
    if (file === undefined || files.length > 1)
      throw new FleetEngineError(
        "ERR_SPARK_FAILED",
        `Spark wrote ${files.length} files for ${job.id}, where it has to write one. Remove the settings of Spark that split files or tasks.`,
      );
    await rename(file, join(job.folder, day === undivided ? "rows.parquet" : `day=${day}.parquet`));
  }
}

/** The rows of an answer, in the order of its files. */
export async function readAnswer(folder: string): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for (const path of await partsIn(folder))
    rows.push(...(await parquetReadObjects({ file: await asyncBufferFromFile(path) })));
  return rows;
}

/** In a glob Spark passes over a file that is not there, and what is missing would look complete. */
export async function refuseMissing(paths: readonly string[]): Promise<void> {
  for (let i = 0; i < paths.length; i += 64)
    await Promise.all(
      paths.slice(i, i + 64).map((path) =>
        access(path).catch((cause: unknown) => {
          const message = `${path} is missing, or may not be read.`;
          throw new FleetEngineError("ERR_INPUT", message, { path, cause });
        }),
      ),
    );
}

async function partsIn(folder: string): Promise<readonly string[]> {
  const names = (await namesIn(folder)).filter((name) => /^part-.*\.parquet$/.test(name));
  return names.map((name) => join(folder, name));
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return (await readdir(folder)).sort();
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
