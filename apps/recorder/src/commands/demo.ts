import { rm } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { loadConfig } from "../config/config.js";
import { printDays } from "../demo/day-chart.js";
import { writeDemoConfig } from "../demo/demo-config.js";
import { printFolder } from "../demo/folder-tree.js";
import { recordTwoDays } from "../demo/simulated-days.js";
import { uploadTwice } from "../demo/simulated-upload.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { siteTimeZone } from "../insight/site-readings.js";
import { printLine } from "../print-line.js";
import { openArchive } from "../readings/archive.js";
import { makeSummary } from "../summary/make-summary.js";
import { deviceReports } from "../tables/device-reports.js";
import { openTable } from "../tables/open-tables.js";

/** Shows what the recorder does, without hardware: records a simulated gateway, prints the archive and uploads it to an emulated Hub. */
export async function demo(signal: AbortSignal, folderName = "demo-data"): Promise<ExitCode> {
  const folder = resolve(folderName);
  // Only what an earlier demo made: the folder may also contain the user's own files.
  for (const name of ["live_buffer", "parquet_archive", "tables", "hub", "state"]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  const archive = openArchive(join(folder, "parquet_archive"));
  const reports = openTable(deviceReports, join(folder, "tables"), {
    state: join(folder, "state"),
  });
  const archives = { archive, types: "native", tables: [reports] } as const;
  const serials = await recordTwoDays(folder, archives, signal);
  const file = await writeDemoConfig(folder, serials);
  const config = await loadConfig(file, {});
  const zone = siteTimeZone(config);
  await makeSummary(config, { zone, now: Date.now(), signal });
  await printFolder(archive.folder);
  await printFolder(reports.archive.folder);
  await printDays(archive);
  const glob = join(relative(".", archive.folder), "**", "*.parquet");
  printLine("Query it with DuckDB (https://duckdb.org):");
  printLine();
  printLine(
    `  duckdb -c "SELECT serial_number, sum(joules_produced) / 3.6e6 AS kWh FROM read_parquet('${glob}', hive_partitioning = true) GROUP BY ALL ORDER BY ALL"`,
  );
  printLine();
  await uploadTwice(folder, config, signal);
  printLine(
    `Look at it as a page: npx envoy-recorder serve --open --config ${relative(".", file)}`,
  );
  printLine("To record your own panels: npx envoy-recorder init");
  return exitCode.ok;
}
