import { rm } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { printDays } from "../demo/day-chart.js";
import { printFolder } from "../demo/folder-tree.js";
import { recordTwoDays } from "../demo/simulated-days.js";
import { uploadTwice } from "../demo/simulated-upload.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import { openArchive } from "../readings/archive.js";

/** Shows what the recorder does, without hardware: records a simulated gateway, prints the archive and uploads it to an emulated Hub. */
export async function demo(signal: AbortSignal, folderName = "demo-data"): Promise<ExitCode> {
  const folder = resolve(folderName);
  // Only what an earlier demo made: the folder may also contain the user's own files.
  for (const name of ["live_buffer", "parquet_archive", "hub", "state"]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  const archive = openArchive(join(folder, "parquet_archive"));
  await recordTwoDays(folder, { archive, types: "native", tables: [] }, signal);
  await printFolder(archive.folder);
  await printDays(archive);
  const glob = join(relative(".", archive.folder), "**", "*.parquet");
  printLine("Query it with DuckDB (https://duckdb.org):");
  printLine();
  printLine(
    `  duckdb -c "SELECT serial_number, sum(joules_produced) / 3.6e6 AS kWh FROM read_parquet('${glob}', hive_partitioning = true) GROUP BY ALL ORDER BY ALL"`,
  );
  printLine();
  await uploadTwice(folder, archive.folder, signal);
  printLine("To record your own panels: npx envoy-recorder init");
  return exitCode.ok;
}
