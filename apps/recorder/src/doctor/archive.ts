import { ArchiveError, partitionName } from "@envoy/parquet-archive";
import type { Config } from "../config/config.js";
import { exitCode } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { openToRead } from "../readings/archive-types.js";
import { type Finding, fail, ok, warn } from "./finding.js";

/** Reads every file of the archive; `onProgress` is told how far it is, from 0 to 1, and which month is next. */
export async function archiveFinding(
  { parquetArchive }: Config,
  onProgress: (fraction: number, text: string) => void,
  signal: AbortSignal,
): Promise<Finding> {
  const archive = await openToRead(parquetArchive);
  const partitions = await archive.partitions();
  const unreadable: string[] = [];
  const suspicions: string[] = [];
  for (const [i, partition] of partitions.entries()) {
    onProgress(i / partitions.length, `checking ${partitionName(partition)}`);
    // Lets the bar be drawn and a signal be received.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const sentences = await archive.check(partition);
    if (sentences.length === 0) continue;
    const error = await archive.read(partition).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    if (error === undefined) suspicions.push(...sentences);
    else if (error instanceof ArchiveError) unreadable.push(messageOf(error));
    else throw error;
  }
  const months = `${partitions.length} month${partitions.length === 1 ? "" : "s"}`;
  if (unreadable.length > 0) {
    return fail(
      exitCode.storage,
      `${unreadable.length} of ${months} cannot be read`,
      unreadable.join(" "),
    );
  }
  if (suspicions.length > 0) {
    return warn(`${months}, and something to look at`, suspicions.join(" "));
  }
  return ok(partitions.length === 0 ? "empty" : `${months}, each file can be read`);
}
