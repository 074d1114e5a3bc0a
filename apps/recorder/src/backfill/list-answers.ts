import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { isDiskError } from "@envoy/durable-file";
import { compareEntryNames, type WalEntry } from "@envoy/wal-buffer";
import type { PollToRead } from "../flush/waiting-poll.js";
import { answerFolder } from "./answer-folder.js";
import { parseAnswerName } from "./capture-time.js";

/** A file or folder that was left out. */
export interface Skipped {
  readonly path: string;
  readonly reason: string;
}

/** What some folders, and the folders in them, contain. */
export interface AnswerList {
  /** Oldest first. */
  readonly answers: readonly PollToRead[];
  readonly skipped: readonly Skipped[];
  /** Files whose names do not end in .json or .json.gz, such as the reasons beside quarantined polls. */
  readonly otherFiles: number;
}

/** Options of {@link listAnswers}. */
export interface ListAnswersOptions {
  /** The most that an answer may have, also unpacked. */
  readonly maxBytes: number;
  readonly signal: AbortSignal;
}

/**
 * Lists the answers in folders and the folders in them; links are not followed. An answer whose
 * name has no time is as old as its file's content. Rejects with the signal's reason.
 */
export async function listAnswers(
  folders: readonly string[],
  { maxBytes, signal }: ListAnswersOptions,
): Promise<AnswerList> {
  const answers: PollToRead[] = [];
  const skipped: Skipped[] = [];
  let otherFiles = 0;
  const waiting = [...folders];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const batch = answerFolder(folder, maxBytes);
    for (const found of await unlessRefused(folder, skipped, (path) =>
      readdir(path, { withFileTypes: true }),
    )) {
      signal.throwIfAborted();
      const path = join(folder, found.name);
      const name = parseAnswerName(found.name);
      if (found.isDirectory()) waiting.push(path);
      else if (found.isSymbolicLink())
        skipped.push({ path, reason: "is a link, which is not followed" });
      else if (name === undefined) otherFiles++;
      else if (!found.isFile()) skipped.push({ path, reason: "is not a file" });
      else {
        const unixSeconds = name.unixSeconds ?? (await changedAt(path, skipped));
        if (unixSeconds === undefined) continue;
        answers.push({ batch, entry: { ...name, unixSeconds, name: found.name } });
      }
    }
  }
  return { answers: answers.sort(compareAnswers), skipped, otherFiles };
}

/** Names alone would leave the order of two folders' files of one second to chance. */
function compareAnswers(a: PollToRead, b: PollToRead): number {
  return compareEntryNames(a.entry, b.entry) || compareText(pathOf(a), pathOf(b));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The path of an answer's file. */
export function pathOf({
  batch,
  entry,
}: {
  readonly batch: { readonly folder: string };
  readonly entry: WalEntry;
}): string {
  return join(batch.folder, entry.name);
}

async function changedAt(path: string, skipped: Skipped[]): Promise<number | undefined> {
  const [stats] = await unlessRefused(path, skipped, async () => [await lstat(path)]);
  return stats === undefined ? undefined : Math.floor(stats.mtimeMs / 1000);
}

/** What the call resolves to; nothing if the disk refuses it, which is then noted. */
async function unlessRefused<T>(
  path: string,
  skipped: Skipped[],
  call: (path: string) => Promise<readonly T[]>,
): Promise<readonly T[]> {
  try {
    return await call(path);
  } catch (error) {
    if (!isDiskError(error)) throw error;
    skipped.push({ path, reason: error.message });
    return [];
  }
}
