import { setTimeout as delay } from "node:timers/promises";
import { HubSyncError } from "./errors.js";
import { FolderContent } from "./folder-content.js";
import { HubRemote, isCommitUrl } from "./hub-remote.js";
import { listLocalFiles } from "./local-files.js";
import type { DatasetRemote, RemoteHead, UploadProgress } from "./remote.js";
import { retryDelayMs } from "./retry-timing.js";
import { retryingFetch } from "./retrying-fetch.js";
import { isUnchanged, readSyncRecord, writeSyncRecord } from "./sync-record.js";

/** Files that go along in the same commit, by their path in the repository; made knowing what stands there. */
export type MakeExtraFiles = (
  read: (path: string) => Promise<Uint8Array | undefined>,
) => Promise<ReadonlyMap<string, Uint8Array>>;

/** Options of {@link syncFolder}. */
export interface SyncFolderOptions {
  readonly folder: string;
  /** "user/name" of a dataset. */
  readonly repo: string;
  /** A token of the Hub that may write there. */
  readonly token: string;
  /** @default "https://huggingface.co" */
  readonly endpoint?: string;
  /** @default "main" */
  readonly branch?: string;
  /** The folder of the repository that receives the files. @default "", its root */
  readonly pathInRepo?: string;
  /** Globs of paths below `folder`. Hidden and temporary files never go. @default ["**"] */
  readonly include?: readonly string[];
  readonly exclude?: readonly string[];
  /** Makes the repository where there is none. @default undefined: a missing one is an error */
  readonly create?: "private" | "public";
  /** Deletes files below `pathInRepo` that are not below `folder`. @default false */
  readonly delete?: boolean;
  /** The commit's title. @default "Upload N files" */
  readonly title?: string;
  readonly extraFiles?: MakeExtraFiles;
  /** Keeps hashes, and what was synced, between calls: with it, a call that has nothing to do asks nothing of the network. */
  readonly recordFile?: string;
  /** Any text; another one than at the last call makes this one look, as when `extraFiles` would give others. */
  readonly version?: string;
  /** Looks at the repository even when the record says that nothing has changed. @default false */
  readonly force?: boolean;
  /** Says what would be sent, and sends nothing. @default false */
  readonly dryRun?: boolean;
  /** The most the whole call may take. @default 900_000 (15 minutes) */
  readonly deadlineMs?: number;
  /** The most one try of a request may take. @default 120_000 (2 minutes) */
  readonly requestTimeoutMs?: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (event: UploadProgress) => void;
  /** @default the global one */
  readonly fetch?: typeof globalThis.fetch;
  /** @default Date.now */
  readonly now?: () => number;
  /** @default node:timers/promises */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
  /** @default Math.random */
  readonly random?: () => number;
}

/** What a sync did, or, in a dry run, would do. */
export interface SyncResult {
  /** "unchanged": nothing differed. "planned": a dry run. */
  readonly status: "unchanged" | "committed" | "planned";
  readonly uploaded: readonly { readonly path: string; readonly bytes: number }[];
  readonly deleted: readonly string[];
  readonly commit?: string;
  readonly url?: string;
}

/** Tries of one commit: each looks at the branch anew. */
const maxCommits = 5;

/**
 * Makes a dataset repository hold the files of a folder: compares by hash of content
 * and sends only what differs, in one commit. Each file's bytes are read once and just
 * those are sent, so that a file that is replaced meanwhile is caught by the next call.
 * All that is sent is in memory at once.
 *
 * Retries what may pass, within a deadline. A commit whose answer was lost is looked for
 * before it is sent again. Rejects with {@link HubSyncError}, Node's system errors where
 * the folder cannot be read, or the signal's reason.
 */
export async function syncFolder(options: SyncFolderOptions): Promise<SyncResult> {
  const { deadlineMs = 900_000 } = options;
  const deadline = AbortSignal.timeout(deadlineMs);
  try {
    return await syncWithin(deadline, options);
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!deadline.aborted) throw error;
    const message = `The upload to ${options.repo} was not done within ${deadlineMs / 1000} s; try again later.`;
    throw new HubSyncError("ERR_UNREACHABLE", message, { cause: error });
  }
}

async function syncWithin(deadline: AbortSignal, options: SyncFolderOptions): Promise<SyncResult> {
  const {
    include = ["**"],
    exclude = [],
    recordFile,
    endpoint = "https://huggingface.co",
  } = options;
  const { branch = "main", pathInRepo = "", version = "" } = options;
  if (!/^[^/\s]+\/[^/\s]+$/.test(options.repo)) {
    throw new TypeError(`repo should be "user/name", is ${JSON.stringify(options.repo)}`);
  }
  const files = await listLocalFiles(options.folder, include, exclude);
  const target = JSON.stringify([endpoint, options.repo, branch, pathInRepo, version]);
  const record = await readSyncRecord(recordFile, target);
  if (options.force !== true && isUnchanged(record, files)) return nothingDone;
  const { signal, remote, pause } = connect(options, endpoint, branch, deadline);
  const content = new FolderContent(options.folder, files, record);
  let uncertain: Plan | undefined;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    const head = await headOf(remote, options);
    const plan = await makePlan(remote, head, content, options);
    if (options.dryRun === true) return { status: "planned", ...summaryOf(plan) };
    const isDone = plan.changed.size === 0 && plan.deleted.length === 0;
    if (isDone) {
      await writeSyncRecord(recordFile, { target, files: content.hashed(), isSynced: true });
      // What was sent without an answer is found there: that commit had landed.
      return uncertain === undefined
        ? nothingDone
        : { status: "committed", ...summaryOf(uncertain), commit: head.commit };
    }
    const title = options.title ?? titleOf(plan);
    const change = { parent: head.commit, title, files: plan.changed, deleted: plan.deleted };
    const outcome = await remote.commit(change, options.onProgress ?? (() => undefined));
    if (outcome.kind === "committed") {
      await writeSyncRecord(recordFile, { target, files: content.hashed(), isSynced: true });
      const { commit, url } = outcome;
      return { status: "committed", ...summaryOf(plan), commit, url };
    }
    if (attempt + 1 >= maxCommits) throw givenUp(outcome, options.repo);
    uncertain = outcome.kind === "unknown" ? plan : undefined;
    await pause(attempt);
  }
}

const nothingDone: SyncResult = { status: "unchanged", uploaded: [], deleted: [] };

/** What a commit would change. */
interface Plan {
  readonly changed: ReadonlyMap<string, Uint8Array>;
  readonly deleted: readonly string[];
}

function connect(
  options: SyncFolderOptions,
  endpoint: string,
  branch: string,
  deadline: AbortSignal,
): {
  readonly signal: AbortSignal;
  readonly remote: DatasetRemote;
  readonly pause: (attempt: number) => Promise<void>;
} {
  const { requestTimeoutMs = 120_000, sleep = wait } = options;
  const { now = Date.now, random = Math.random, repo, token } = options;
  const signal =
    options.signal === undefined ? deadline : AbortSignal.any([options.signal, deadline]);
  const fetch = retryingFetch({
    fetch: options.fetch ?? globalThis.fetch,
    signal,
    requestTimeoutMs,
    maxAttempts: 6,
    now,
    sleep,
    random,
    isOnce: isCommitUrl,
  });
  return {
    signal,
    remote: new HubRemote({ repo, token, endpoint, branch, fetch, signal, now }),
    pause: (attempt) => sleep(retryDelayMs(attempt, undefined, now(), random()), signal),
  };
}

async function headOf(remote: DatasetRemote, options: SyncFolderOptions): Promise<RemoteHead> {
  const { create, dryRun, pathInRepo = "", repo } = options;
  const head = await remote.head(pathInRepo);
  if (head !== undefined) return head;
  if (create !== undefined) {
    if (dryRun === true) return { commit: "", files: [] };
    await remote.create(create);
    const made = await remote.head(pathInRepo);
    if (made !== undefined) return made;
  }
  throw new HubSyncError(
    "ERR_NOT_FOUND",
    `There is no dataset ${repo} that the token may see. Check the name, or let it be created.`,
  );
}

async function makePlan(
  remote: DatasetRemote,
  head: RemoteHead,
  content: FolderContent,
  options: SyncFolderOptions,
): Promise<Plan> {
  const prefix = options.pathInRepo ? `${options.pathInRepo.replace(/\/+$/, "")}/` : "";
  const there = new Map(head.files.map((file) => [file.path, file]));
  const changed = new Map<string, Uint8Array>();
  for (const file of content.files) {
    const path = prefix + file.path;
    const bytes = await content.bytesUnless(file, ({ sha256, gitSha1 }) => {
      const known = there.get(path);
      return known?.sha256 === undefined ? known?.gitSha1 === gitSha1 : known.sha256 === sha256;
    });
    if (bytes !== undefined) changed.set(path, bytes);
  }
  const local = new Set(content.files.map(({ path }) => prefix + path));
  const gone = [...there.keys()].filter((path) => path.startsWith(prefix) && !local.has(path));
  // The repository's own settings are nobody's data.
  const deleted = options.delete === true ? gone.filter((path) => path !== ".gitattributes") : [];
  // Each is asked for once: by whoever makes the extra files, and to compare with what was made.
  const reads = new Map<string, Promise<Uint8Array | undefined>>();
  const read = async (path: string): Promise<Uint8Array | undefined> => {
    if (head.commit === "") return undefined;
    const reading = reads.get(path) ?? remote.read(path, head.commit);
    reads.set(path, reading);
    return reading;
  };
  for (const [path, bytes] of (await options.extraFiles?.(read)) ?? []) {
    const present = await read(path);
    if (present === undefined || Buffer.compare(present, bytes) !== 0) changed.set(path, bytes);
  }
  return { changed, deleted: deleted.filter((path) => !changed.has(path)) };
}

function summaryOf({ changed, deleted }: Plan): Pick<SyncResult, "uploaded" | "deleted"> {
  return {
    uploaded: [...changed].map(([path, { byteLength: bytes }]) => ({ path, bytes })),
    deleted,
  };
}

function titleOf({ changed, deleted }: Plan): string {
  const count = (n: number): string => `${n} file${n === 1 ? "" : "s"}`;
  if (changed.size === 0) return `Delete ${count(deleted.length)}`;
  return `Upload ${count(changed.size)}${deleted.length > 0 ? `, delete ${deleted.length}` : ""}`;
}

function givenUp(
  outcome: { readonly kind: "moved" } | { readonly kind: "unknown"; readonly cause: unknown },
  repo: string,
): HubSyncError {
  if (outcome.kind === "moved") {
    const message = `Others committed to ${repo} each of ${maxCommits} times that this was about to; try again later.`;
    return new HubSyncError("ERR_BRANCH_MOVED", message, { status: 412 });
  }
  const { cause } = outcome;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `The Hub took no commit to ${repo} in ${maxCommits} tries: ${detail}. Nothing was lost; try again later.`;
  return new HubSyncError("ERR_UNREACHABLE", message, { cause });
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await delay(ms, undefined, { signal });
}
