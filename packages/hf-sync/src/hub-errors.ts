import { HubApiError } from "@huggingface/hub";
import { HubSyncError } from "./errors.js";
import { isChangedFile } from "./file-content.js";
import type { CommitOutcome } from "./remote.js";
import { type RepoPlace, urlOf } from "./repo-type.js";
import { isTransientStatus, quotaEnd } from "./retry-timing.js";

/** What an error message says about where the repository is. */
export interface HubPlace extends RepoPlace {
  readonly branch: string;
}

export function hasStatus(error: unknown, status: number): error is HubApiError {
  return error instanceof HubApiError && error.statusCode === status;
}

/** A 404 that means the repository is there but the branch is not. */
export function isMissingBranch(error: unknown): boolean {
  return hasStatus(error, 404) && /invalid rev/i.test(error.message);
}

/** Any failure as an error that says what to do. */
export function toHubError(error: unknown, place: HubPlace): HubSyncError {
  if (error instanceof HubSyncError) return error;
  const { branch, endpoint } = place;
  const repo = urlOf(place);
  if (isChangedFile(error)) {
    const message = `A file for ${repo} changed or was removed while it was sent, though its folder is said to be immutable. Nothing was committed; try again.`;
    return new HubSyncError("ERR_FILE_CHANGED", message, { cause: error });
  }
  if (!(error instanceof HubApiError)) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const detail = cause instanceof Error ? cause.message : String(cause);
    const message = `No answer from ${repo}: ${detail}.`;
    return new HubSyncError("ERR_UNREACHABLE", message, { cause: error });
  }
  const { statusCode: status, message } = error;
  const facts = { status, cause: error };
  switch (status) {
    case 401:
      return new HubSyncError(
        "ERR_UNAUTHORIZED",
        `${endpoint} does not know the token. Create one with write access at ${endpoint}/settings/tokens.`,
        facts,
      );
    case 403:
      return new HubSyncError(
        "ERR_FORBIDDEN",
        `The token may not write to ${repo}. Give it write access to that repository, or check the name.`,
        facts,
      );
    case 404:
      return new HubSyncError(
        "ERR_NOT_FOUND",
        `The token can see no ${repo}, or it has no branch "${branch}". Check both names.`,
        facts,
      );
    default:
      return new HubSyncError(
        isTransientStatus(status) ? "ERR_UNREACHABLE" : "ERR_HUB",
        `${repo} answered HTTP ${status}: ${message}`,
        facts,
      );
  }
}

/** What a failed commit request says about the commit. Throws `HubSyncError` if the commit cannot have landed and need not be tried again. */
export function toCommitOutcome(
  error: unknown,
  place: HubPlace,
  { isSending, now }: { readonly isSending: boolean; readonly now: number },
): CommitOutcome {
  if (hasStatus(error, 412)) return { kind: "moved" };
  if (hasStatus(error, 429)) {
    const retryAt = quotaEnd(`${error.message} ${JSON.stringify(error.data ?? "")}`, now);
    if (retryAt !== undefined) throw toQuotaError(error, retryAt);
  }
  const isRefused = error instanceof HubApiError && !isTransientStatus(error.statusCode);
  if (isRefused || !isSending) throw toHubError(error, place);
  return { kind: "unknown", cause: error };
}

function toQuotaError(cause: HubApiError, retryAt: Date): HubSyncError {
  const message = `The Hub takes no more commits now: there were too many in an hour. Try again after ${retryAt.toISOString()}, and upload less often.`;
  return new HubSyncError("ERR_COMMIT_QUOTA", message, { status: 429, retryAt, cause });
}
