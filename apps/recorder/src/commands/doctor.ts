import { examine, exitCodeFor } from "../doctor/examine.js";
import { doctorReport } from "../doctor/report.js";
import { reportText } from "../doctor/report-text.js";
import type { ExitCode } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import { progressBar } from "../progress/progress-bar.js";

/** Options of {@link doctor}. */
export interface DoctorOptions {
  readonly configFile: string;
  readonly json: boolean;
  readonly signal: AbortSignal;
}

/** Prints what is well and what is not, for a person or as JSON. Changes nothing; the exit code is that of the worst failure. */
export async function doctor({ configFile, json, signal }: DoctorOptions): Promise<ExitCode> {
  const now = Date.now();
  const bar = progressBar();
  const onProgress = (fraction: number, text: string): void => bar?.show(fraction, text);
  const environment = process.env;
  const findings = await examine({ configFile, environment, now, signal, onProgress }).finally(() =>
    bar?.end(),
  );
  const columns = process.stdout.isTTY ? process.stdout.columns || 80 : undefined;
  printLine(
    json
      ? JSON.stringify(doctorReport(findings, now), undefined, 2)
      : reportText(findings, { columns }),
  );
  return exitCodeFor(findings);
}
