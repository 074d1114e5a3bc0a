import { ArchiveError, type ParquetArchive, partitionName } from "@envoy/parquet-archive";
import type { Config } from "../config/config.js";
import { exitCode } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { openToRead } from "../readings/archive-types.js";
import { type Finding, fail, ok, warn } from "./finding.js";

/** Told how far a check is, from 0 to 1, and what is next. */
type OnProgress = (fraction: number, text: string) => void;

/** Reads every file of the archive. */
export async function archiveFinding(
  { parquetArchive }: Config,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Finding> {
  const archive = await openToRead(parquetArchive);
  const found = await readEveryFile(archive, false, onProgress, signal);
  const months = `${found.files} month${found.files === 1 ? "" : "s"}`;
  return (
    troubleOf(found, months) ?? ok(found.files === 0 ? "empty" : `${months}, each file can be read`)
  );
}

/** What reading every file of an archive or a table showed. */
export interface FilesRead {
  readonly files: number;
  /** 0 unless they were to be counted. */
  readonly rows: number;
  /** Why files cannot be read, and what is odd about others, a sentence each. */
  readonly unreadable: readonly string[];
  readonly suspicions: readonly string[];
}

/** What is wrong with files; undefined if nothing. `what` is what they are, such as "3 months". */
export function troubleOf(
  { unreadable, suspicions }: Pick<FilesRead, "unreadable" | "suspicions">,
  what: string,
): Finding | undefined {
  if (unreadable.length > 0) {
    const message = `${unreadable.length} of ${what} cannot be read`;
    return fail(exitCode.storage, message, unreadable.join(" "));
  }
  if (suspicions.length > 0) {
    return warn(`${what}, and something to look at`, suspicions.join(" "));
  }
  return undefined;
}

/** Reads every file of an archive or a table. Counting its rows takes as long again. */
export async function readEveryFile(
  archive: ParquetArchive,
  countsRows: boolean,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<FilesRead> {
  const partitions = await archive.partitions();
  const unreadable: string[] = [];
  const suspicions: string[] = [];
  let rows = 0;
  for (const [i, partition] of partitions.entries()) {
    onProgress(i / partitions.length, `checking ${partitionName(partition)}`);
    // Lets the bar be drawn and a signal be received.
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
    const sentences = await archive.check(partition);
    if (sentences.length === 0 && !countsRows) continue;
    try {
      rows += (await archive.read(partition))?.numRows ?? 0;
      suspicions.push(...sentences);
    } catch (error) {
      if (!(error instanceof ArchiveError)) throw error;
      unreadable.push(messageOf(error));
    }
  }
  return { files: partitions.length, rows, unreadable, suspicions };
}
