import {
  commitIter,
  createRepo,
  datasetInfo,
  downloadFile,
  HubApiError,
  listFiles,
} from "@huggingface/hub";
import { HubSyncError } from "./errors.js";
import type {
  CommitOutcome,
  DatasetRemote,
  RemoteChange,
  RemoteFile,
  RemoteHead,
  UploadProgress,
} from "./remote.js";
import { isPassingStatus, quotaEnd } from "./retry-timing.js";

/** Where a dataset is, and how to get there. */
export interface HubRemoteOptions {
  /** "user/name" */
  readonly repo: string;
  readonly token: string;
  readonly endpoint: string;
  readonly branch: string;
  /** Retries and ends as it should; see `retryingFetch`. */
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** The URL of a commit, which must not be sent twice unseen. */
export function isCommitUrl(url: string): boolean {
  return /^\/api\/datasets\/[^/]+\/[^/]+\/commit\//.test(new URL(url).pathname);
}

/** A dataset on the Hugging Face Hub; the only module that knows @huggingface/hub. */
export class HubRemote implements DatasetRemote {
  readonly #options: HubRemoteOptions;
  readonly #access: {
    readonly accessToken: string;
    readonly hubUrl: string;
    readonly fetch: typeof globalThis.fetch;
  };

  constructor(options: HubRemoteOptions) {
    this.#options = options;
    const { token: accessToken, endpoint, fetch } = options;
    this.#access = { accessToken, hubUrl: endpoint.replace(/\/+$/, ""), fetch };
  }

  async head(prefix: string): Promise<RemoteHead | undefined> {
    const { repo, branch } = this.#options;
    let commit: string;
    try {
      const info = await datasetInfo({
        ...this.#access,
        name: repo,
        revision: branch,
        additionalFields: ["sha"],
      });
      commit = info.sha;
    } catch (error) {
      if (error instanceof HubApiError && error.statusCode === 404 && !isMissingBranch(error)) {
        return undefined;
      }
      throw this.#explained(error);
    }
    return { commit, files: await this.#list(prefix, commit) };
  }

  async read(path: string, commit: string): Promise<Uint8Array | undefined> {
    try {
      const repo = this.#repo();
      const file = await downloadFile({
        ...this.#access,
        repo,
        path,
        revision: commit,
        xet: false,
      });
      return file === null ? undefined : new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      throw this.#explained(error);
    }
  }

  async create(visibility: "private" | "public"): Promise<void> {
    try {
      await createRepo({ ...this.#access, repo: this.#repo(), visibility });
    } catch (error) {
      // 409: it is there already, made by another run at the same moment.
      if (!(error instanceof HubApiError && error.statusCode === 409)) throw this.#explained(error);
    }
  }

  async commit(
    change: RemoteChange,
    onProgress: (event: UploadProgress) => void,
  ): Promise<CommitOutcome> {
    const { signal, branch } = this.#options;
    const { title, parent, files, deleted } = change;
    let isSending = false;
    try {
      const events = commitIter({
        ...this.#access,
        repo: this.#repo(),
        branch,
        title,
        parentCommit: parent,
        // Plain LFS: the other protocol of the Hub needs hosts of its own.
        useXet: false,
        abortSignal: signal,
        operations: [
          ...[...files].map(([path, bytes]) => ({
            operation: "addOrUpdate" as const,
            path,
            content: new Blob([bytes as Uint8Array<ArrayBuffer>]),
          })),
          ...deleted.map((path) => ({ operation: "delete" as const, path })),
        ],
      });
      for (let step = await events.next(); ; step = await events.next()) {
        if (step.done) {
          if (step.value === undefined) throw new TypeError("The Hub named no commit.");
          const { oid, url } = step.value.commit;
          return { kind: "committed", commit: oid, url };
        }
        const event = step.value;
        if (event.event === "phase") isSending = event.phase === "committing";
        else if (event.state !== "error") {
          onProgress({ path: event.path, state: event.state, fraction: event.progress });
        }
      }
    } catch (error) {
      signal.throwIfAborted();
      return this.#outcomeOf(error, isSending);
    }
  }

  /** What a failure says of the commit itself; throws where it says that nothing was done. */
  #outcomeOf(error: unknown, isSending: boolean): CommitOutcome {
    if (error instanceof HubApiError) {
      if (error.statusCode === 412) return { kind: "moved" };
      const retryAt = error.statusCode === 429 ? this.#quotaEnd(error) : undefined;
      if (retryAt !== undefined) {
        throw new HubSyncError(
          "ERR_COMMIT_QUOTA",
          `The Hub takes no more commits now: too many in an hour. It can be tried again from ${retryAt.toISOString()} on; upload less often.`,
          { status: 429, retryAt, cause: error },
        );
      }
      if (!isPassingStatus(error.statusCode)) throw this.#explained(error);
    }
    if (!isSending) throw this.#explained(error);
    return { kind: "unknown", cause: error };
  }

  #quotaEnd(error: HubApiError): Date | undefined {
    const text = `${error.message} ${JSON.stringify(error.data ?? "")}`;
    return quotaEnd(text, this.#options.now());
  }

  async #list(prefix: string, revision: string): Promise<readonly RemoteFile[]> {
    const files: RemoteFile[] = [];
    try {
      const path = prefix.replace(/\/$/, "");
      const entries = listFiles({
        ...this.#access,
        repo: this.#repo(),
        recursive: true,
        revision,
        ...(path === "" ? {} : { path }),
      });
      for await (const { type, path: name, oid, lfs } of entries) {
        if (type === "file") files.push({ path: name, sha256: lfs?.oid, gitSha1: oid });
      }
    } catch (error) {
      // A folder that nobody has put a file into yet.
      if (error instanceof HubApiError && error.statusCode === 404 && prefix !== "") return [];
      throw this.#explained(error);
    }
    return files;
  }

  #repo(): { readonly type: "dataset"; readonly name: string } {
    return { type: "dataset", name: this.#options.repo };
  }

  /** Any failure as a HubSyncError that says what to do. */
  #explained(error: unknown): unknown {
    const { repo, branch, endpoint, signal } = this.#options;
    if (signal.aborted || error instanceof HubSyncError) return error;
    const where = `${endpoint}/datasets/${repo}`;
    if (!(error instanceof HubApiError)) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      const detail = cause instanceof Error ? cause.message : String(cause);
      return new HubSyncError("ERR_UNREACHABLE", `No answer from ${where}: ${detail}.`, {
        cause: error,
      });
    }
    const { statusCode: status, message } = error;
    const facts = { status, cause: error };
    switch (status) {
      case 401:
        return new HubSyncError(
          "ERR_UNAUTHORIZED",
          `${endpoint} does not know the token. Make one that may write at ${endpoint}/settings/tokens.`,
          facts,
        );
      case 403:
        return new HubSyncError(
          "ERR_FORBIDDEN",
          `The token may not write to ${where}. Give it write access to that repository, or check the name.`,
          facts,
        );
      case 404:
        return new HubSyncError(
          "ERR_NOT_FOUND",
          `There is no ${where}, or no branch "${branch}" in it, that the token may see.`,
          facts,
        );
      default:
        return new HubSyncError(
          isPassingStatus(status) ? "ERR_UNREACHABLE" : "ERR_HUB",
          `${where} answered HTTP ${status}: ${message}`,
          facts,
        );
    }
  }
}

function isMissingBranch(error: HubApiError): boolean {
  return /invalid rev/i.test(error.message);
}
