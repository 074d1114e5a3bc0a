import { dirname } from "node:path";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import { progressBar } from "../progress/progress-bar.js";
import type { Run } from "../run.js";
import { runUpload } from "../upload/run-upload.js";

/** Prints the pseudonym of each inverter, meter and battery, as CSV. Sends nothing. */
export async function printPseudonyms({ config }: Run): Promise<ExitCode> {
  const { readPseudonymKey } = await import("../upload/pseudonym-key.js");
  const key = await readPseudonymKey(dirname(config.file));
  if (key === undefined) {
    throw new RecorderError(
      exitCode.config,
      `There are no pseudonyms yet: no pseudonym-key.txt is beside ${config.file}. The first upload with hugging_face.pseudonymise_serials = true makes it.`,
    );
  }
  const { openToRead } = await import("../readings/archive-types.js");
  const { pseudonymsOf } = await import("../upload/pseudonyms.js");
  const { tablesWithDevices } = await import("../upload/uploaded-tables.js");
  printLine("serial_number,pseudonym");
  const archive = await openToRead(config.parquetArchive);
  const inverters = { archive, deviceColumns: ["serial_number"] };
  for (const pair of await pseudonymsOf([inverters, ...(await tablesWithDevices(config))], key)) {
    printLine(pair.join(","));
  }
  return exitCode.ok;
}

/** Uploads now. With `force` it compares with the repository even if nothing changed here; with `dryRun` it sends nothing. */
export async function upload(
  run: Run,
  options: { readonly force: boolean; readonly dryRun: boolean },
): Promise<ExitCode> {
  const { file, huggingFace } = run.config;
  if (huggingFace === undefined) {
    throw new RecorderError(
      exitCode.config,
      `Config ${file}: there is nowhere to upload to. Add\n  [hugging_face]\n  repo_id = "user/name"`,
    );
  }
  const bar = progressBar();
  try {
    const { code, summary } = await runUpload(run, huggingFace, {
      ...options,
      onProgress: ({ path, state, fraction }) => bar?.show(fraction, `${state} ${path}`),
    });
    bar?.end();
    printLine(summary);
    return code;
  } finally {
    bar?.end();
  }
}
