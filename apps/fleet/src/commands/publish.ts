import { counted } from "../counted.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { withFleetLock } from "../lock/fleet-lock.js";
import { publishPlace } from "../publish/publish-place.js";
import { publishSummary } from "../publish/publish-summary.js";
import { publishTable } from "../publish/publish-table.js";
import { sentFiles } from "../publish/sent-files.js";
import type { Run } from "../run.js";

/** The Hub's own advice (https://huggingface.co/docs/hub/storage-limits). */
const mostFiles = 100_000;

/** Publishes the table in one commit, and says what was sent. */
export async function publish(
  { config, signal, print, warn }: Run,
  { dryRun, force }: { readonly dryRun: boolean; readonly force: boolean },
): Promise<ExitCode> {
  const place = publishPlace(config);
  const onProgress = sentFiles((files) => print(`Sent ${counted(files, "file")} so far`));
  const result = await withFleetLock(config, () =>
    publishTable({ config, place, dryRun, force, onProgress, signal }),
  );
  const { length } = result.generation.manifest.files;
  if (length > mostFiles) {
    warn(
      `The table has ${counted(length, "file")}, and the Hub asks for at most ${mostFiles.toLocaleString("en-US")} in a dataset: it may become slow, or refuse more.`,
    );
  }
  for (const line of publishSummary(result, place)) print(line);
  return exitCode.ok;
}
