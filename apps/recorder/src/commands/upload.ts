import type { Logger } from "@logtape/logtape";
import type { Config } from "../config/config.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { uploadBar } from "../upload/progress-bar.js";
import { describeUpload, runUpload } from "../upload/run-upload.js";

/** Uploads now. With `force` it looks at the repository even when nothing changed here; with `dryRun` it sends nothing. */
export async function upload(
  config: Config,
  logger: Logger,
  signal: AbortSignal,
  options: { readonly force: boolean; readonly dryRun: boolean },
): Promise<ExitCode> {
  const { huggingFace } = config;
  if (huggingFace === undefined) {
    throw new RecorderError(
      exitCode.config,
      `Config ${config.file}: there is nowhere to upload to; add\n  [hugging_face]\n  repo_id = "user/name"`,
    );
  }
  const bar = uploadBar();
  const onProgress = bar === undefined ? {} : { onProgress: bar.onProgress };
  try {
    const result = await runUpload(config, huggingFace, signal, { ...options, ...onProgress });
    bar?.end();
    const said = describeUpload(result, huggingFace.repo);
    // What a dry run says is what it was asked for, whatever the log's level.
    if (options.dryRun) process.stdout.write(`${said}\n`);
    else logger.info`${said}`;
    return exitCode.ok;
  } finally {
    bar?.end();
  }
}
