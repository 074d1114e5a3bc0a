import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeReport, type ReportInputs } from "./make-report.js";
import { reportReadme } from "./report-readme.js";
import { gatewayColumns, inverterColumns } from "./report-rows.js";
import { ReportSummary } from "./report-summary.js";
import { ReportTable } from "./report-table.js";

/** The files of a report's folder. */
const reportFiles = [
  "gateways.csv",
  "gateways.parquet",
  "inverters.csv",
  "inverters.parquet",
  "README.txt",
] as const;

/**
 * Makes a report and writes its files into a folder, where they replace those of an earlier report. Resolves to its summary. Until all
 * of it is written, the folder keeps what it had. Rejects with what the engine and the disk do, and with the signal's reason.
 */
export async function writeReport(
  folder: string,
  inputs: Omit<ReportInputs, "work">,
): Promise<readonly string[]> {
  await mkdir(folder, { recursive: true });
  const work = join(folder, ".making");
  // A run that was killed left it.
  await rm(work, { recursive: true, force: true });
  await mkdir(work);
  try {
    const summary = new ReportSummary();
    const gateways = new ReportTable(gatewayColumns);
    const inverters = new ReportTable(inverterColumns);
    for await (const report of makeReport({ ...inputs, work })) {
      summary.add(report);
      gateways.add(report.gateway);
      for (const inverter of report.inverters) inverters.add(inverter);
    }
    const made = join(work, "report");
    await mkdir(made);
    await gateways.writeCsv(join(made, "gateways.csv"));
    await gateways.writeParquet(join(made, "gateways.parquet"));
    await inverters.writeCsv(join(made, "inverters.csv"));
    await inverters.writeParquet(join(made, "inverters.parquet"));
    await writeFile(join(made, "README.txt"), reportReadme(inputs.month));
    for (const name of reportFiles) await rename(join(made, name), join(folder, name));
    return summary.lines(inputs.month);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
