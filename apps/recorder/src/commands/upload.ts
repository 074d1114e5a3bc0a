import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import type { Run } from "../run.js";
import { progressBar } from "../upload/progress-bar.js";
import { runUpload } from "../upload/run-upload.js";

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
    const { code, summary } = await runUpload(run, huggingFace, { ...options, ...bar });
    bar?.end();
    printLine(summary);
    return code;
  } finally {
    bar?.end();
  }
}
