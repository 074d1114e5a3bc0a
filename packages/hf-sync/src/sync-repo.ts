import { type CommitPlan, isEmpty, planCommit, titleOf } from "./commit-plan.js";
import { HubSyncError } from "./errors.js";
import { sizeOf } from "./file-content.js";
import { FolderContent } from "./folder-content.js";
import { HubRemote, isCommitUrl } from "./hub-remote.js";
import { listLocalFiles } from "./local-files.js";
import type { CommitOutcome, RemoteHead, RepoRemote } from "./remote.js";
import { nounOf, urlOf } from "./repo-type.js";
import { retryDelayMs } from "./retry-timing.js";
import { retryingFetch } from "./retrying-fetch.js";
import type { SyncSettings } from "./sync-options.js";
import { isUnchanged, readSyncRecord, type SyncRecord, writeSyncRecord } from "./sync-record.js";
import { withDeadline } from "./with-deadline.js";

/** What a sync did or, in a dry run, would do. */
export interface SyncResult {
  /** "unchanged": nothing differed. "planned": a dry run. */
  readonly status: "unchanged" | "committed" | "planned";
  /** Whether the repository is private now; undefined if nothing was asked. `create` does not change it. */
  readonly visibility?: "private" | "public";
  readonly uploaded: readonly { readonly path: string; readonly bytes: number }[];
  readonly deleted: readonly string[];
  readonly commit?: string;
  readonly url?: string;
}

/** Attempts of one commit, each compared with the branch as it is then. */
const maxCommitAttempts = 5;

/** Attempts of one request. */
const maxRequestAttempts = 6;

/** Makes a repository hold the folders and the extra files of the settings; see `syncFolder`. */
export async function syncRepo(settings: SyncSettings): Promise<SyncResult> {
  const { deadlineMs, repo, signal } = settings;
  const unfinished = `The upload to ${repo} did not finish`;
  return withDeadline({ deadlineMs, signal, unfinished }, (until) => syncUntil(until, settings));
}

async function syncUntil(signal: AbortSignal, settings: SyncSettings): Promise<SyncResult> {
  const { endpoint, repo, repoType, branch, folders, version, recordFile } = settings;
  const target = JSON.stringify([
    endpoint,
    repo,
    branch,
    folders[0].pathInRepo,
    version,
    // Nothing for a dataset: its records were written before there were Spaces.
    ...(repoType === "space" ? [repoType] : []),
  ]);
  const record = await readSyncRecord(recordFile, target);
  const contents: FolderContent[] = [];
  let isAllUnchanged = !settings.force;
  for (const [i, place] of folders.entries()) {
    const present = await listLocalFiles(place.folder, place.include, place.exclude);
    const files = i === 0 ? record.files : (record.moreFiles?.[place.pathInRepo] ?? []);
    isAllUnchanged &&= isUnchanged({ files, isSynced: record.isSynced }, present);
    contents.push(new FolderContent(place, present, files));
  }
  if (isAllUnchanged) return unchanged;
  const remote = connect(signal, settings);
  const recordSync = (): Promise<void> => writeSyncRecord(recordFile, recordOf(target, contents));
  let unconfirmed: CommitPlan | undefined;
  for (let attempt = 0; ; attempt++) {
    signal.throwIfAborted();
    const head = await findHead(remote, settings);
    if (settings.onlyPrivate && head.visibility === "public") throw publicRepo(settings);
    const plan = await planCommit(remote, head, contents, settings, signal);
    const { visibility } = head;
    if (settings.dryRun) return { status: "planned", visibility, ...summarize(plan) };
    if (isEmpty(plan)) {
      await recordSync();
      // If a commit went without an answer before, it is what made the branch equal.
      return unconfirmed === undefined
        ? { ...unchanged, visibility }
        : { status: "committed", visibility, ...summarize(unconfirmed), commit: head.commit };
    }
    const title = settings.title ?? titleOf(plan);
    const change = { parent: head.commit, title, files: plan.changed, deleted: plan.deleted };
    const outcome = await remote.commit(change, settings.onProgress);
    if (outcome.kind === "committed") {
      await recordSync();
      const { commit, url } = outcome;
      return { status: "committed", visibility, ...summarize(plan), commit, url };
    }
    if (attempt + 1 >= maxCommitAttempts) throw toFinalError(outcome, repo);
    unconfirmed = outcome.kind === "unknown" ? plan : undefined;
    await settings.sleep(
      retryDelayMs(attempt, undefined, settings.now(), settings.random()),
      signal,
    );
  }
}

function recordOf(target: string, [main, ...more]: readonly FolderContent[]): SyncRecord {
  const moreFiles = more.map((content) => [content.settings.pathInRepo, content.hashed()]);
  return {
    target,
    files: main?.hashed() ?? [],
    ...(more.length === 0 ? {} : { moreFiles: Object.fromEntries(moreFiles) }),
    isSynced: true,
  };
}

const unchanged: SyncResult = { status: "unchanged", uploaded: [], deleted: [] };

function connect(signal: AbortSignal, settings: SyncSettings): RepoRemote {
  const retrying = { ...settings, signal, maxAttempts: maxRequestAttempts, isOnce: isCommitUrl };
  return new HubRemote({ ...settings, signal, fetch: retryingFetch(retrying) });
}

/** The branch's head; creates the repository first if it is missing and may be created. */
async function findHead(remote: RepoRemote, settings: SyncSettings): Promise<RemoteHead> {
  const { create, dryRun, repo, repoType } = settings;
  const folders = settings.folders.map(({ pathInRepo }) => pathInRepo);
  const head = await remote.head(folders);
  if (head !== undefined) return head;
  if (create !== undefined) {
    if (dryRun) return { commit: "", visibility: create, files: [] };
    await remote.create(create);
    const created = await remote.head(folders);
    if (created !== undefined) return created;
  }
  throw new HubSyncError(
    "ERR_NOT_FOUND",
    `There is no ${nounOf(repoType)} ${repo} that the token can see. Check the name, or have it created.`,
  );
}

function publicRepo(settings: SyncSettings): HubSyncError {
  const message = `Everybody can read ${urlOf(settings)}, which should be private; nothing was sent. Make it private in its settings, or allow a public one.`;
  return new HubSyncError("ERR_PUBLIC", message);
}

function summarize({ changed, deleted }: CommitPlan): Pick<SyncResult, "uploaded" | "deleted"> {
  return {
    uploaded: [...changed].map(([path, content]) => ({ path, bytes: sizeOf(content) })),
    deleted,
  };
}

/** The error for the last attempt of a commit. */
function toFinalError(
  outcome: Exclude<CommitOutcome, { readonly kind: "committed" }>,
  repo: string,
): HubSyncError {
  if (outcome.kind === "moved") {
    const message = `Other commits to ${repo} landed before each of ${maxCommitAttempts} attempts; try again later.`;
    return new HubSyncError("ERR_BRANCH_MOVED", message, { status: 412 });
  }
  const { cause } = outcome;
  const detail = cause instanceof Error ? cause.message : String(cause);
  const message = `The Hub did not accept a commit to ${repo} in ${maxCommitAttempts} attempts: ${detail}. Nothing was lost; try again later.`;
  return new HubSyncError("ERR_UNREACHABLE", message, { cause });
}
