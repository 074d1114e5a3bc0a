import {
  commitIter,
  createRepo,
  datasetInfo,
  downloadFile,
  listFiles,
  spaceInfo,
} from "@huggingface/hub";
import { HubSyncError } from "./errors.js";
import { toBlob } from "./file-content.js";
import { hasStatus, isMissingBranch, toCommitOutcome, toHubError } from "./hub-errors.js";
import type {
  CommitOutcome,
  RemoteChange,
  RemoteFile,
  RemoteHead,
  RepoRemote,
  UploadProgress,
} from "./remote.js";
import { type RepoPlace, type RepoType, urlOf } from "./repo-type.js";

/** Where a repository is, and how to get there. */
export interface HubRemoteOptions extends RepoPlace {
  readonly token: string;
  readonly branch: string;
  /** Retries transient errors and follows the signal; see `retryingFetch`. */
  readonly fetch: typeof globalThis.fetch;
  readonly signal: AbortSignal;
  readonly now: () => number;
}

/** The URL of a commit, which must not be sent a second time before the branch was checked for it. */
export function isCommitUrl(url: string): boolean {
  return /^\/api\/(?:datasets|spaces)\/[^/]+\/[^/]+\/commit\//.test(new URL(url).pathname);
}

/** A repository on the Hugging Face Hub. Only this module, `repo-access` and `hub-errors` know @huggingface/hub. */
export class HubRemote implements RepoRemote {
  readonly #options: HubRemoteOptions;
  readonly #access: {
    readonly accessToken: string;
    readonly hubUrl: string;
    readonly fetch: typeof globalThis.fetch;
  };
  readonly #repo: { readonly type: RepoType; readonly name: string };

  constructor(options: HubRemoteOptions) {
    this.#options = options;
    const { token: accessToken, endpoint, fetch, repo, repoType } = options;
    this.#access = { accessToken, hubUrl: endpoint.replace(/\/+$/, ""), fetch };
    this.#repo = { type: repoType, name: repo };
  }

  async head(folders: readonly string[]): Promise<RemoteHead | undefined> {
    let commit: string;
    let visibility: RemoteHead["visibility"];
    try {
      const info = await this.#info();
      commit = info.sha;
      visibility = info.private ? "private" : "public";
    } catch (error) {
      if (hasStatus(error, 404) && !isMissingBranch(error)) return undefined;
      throw this.#toError(error);
    }
    const files: RemoteFile[] = [];
    for (const folder of folders) files.push(...(await this.#listFiles(folder, commit)));
    return { commit, visibility, files };
  }

  async read(path: string, commit: string): Promise<Uint8Array | undefined> {
    try {
      const file = await downloadFile({
        ...this.#access,
        repo: this.#repo,
        path,
        revision: commit,
        xet: false,
      });
      return file === null ? undefined : new Uint8Array(await file.arrayBuffer());
    } catch (error) {
      throw this.#toError(error);
    }
  }

  async create(visibility: "private" | "public"): Promise<void> {
    try {
      await createRepo({
        ...this.#access,
        repo: this.#repo,
        visibility,
        ...(this.#repo.type === "space" ? { sdk: "static" } : {}),
      });
    } catch (error) {
      // It exists already: another run created it at the same moment.
      if (!hasStatus(error, 409)) throw this.#toError(error);
    }
  }

  async commit(
    change: RemoteChange,
    onProgress: (event: UploadProgress) => void,
  ): Promise<CommitOutcome> {
    const { signal, now } = this.#options;
    let isSending = false;
    try {
      const events = await this.#startCommit(change);
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
      return toCommitOutcome(error, this.#options, { isSending, now: now() });
    }
  }

  async #info(): Promise<{ readonly sha: string; readonly private: boolean }> {
    const { repo: name, branch: revision } = this.#options;
    const asked = { ...this.#access, name, revision, additionalFields: ["sha" as const] };
    if (this.#repo.type === "dataset") return datasetInfo(asked);
    const info = await spaceInfo(asked);
    if (info.sdk === "static") return info;
    const message = `${urlOf(this.#options)} is no static Space (its SDK: ${info.sdk ?? "none"}), and nothing was changed. Check the name.`;
    throw new HubSyncError("ERR_NOT_STATIC", message);
  }

  async #startCommit(change: RemoteChange): Promise<ReturnType<typeof commitIter>> {
    const { title, parent, files, deleted } = change;
    const written = [...files].map(async ([path, content]) => ({
      operation: "addOrUpdate" as const,
      path,
      content: await toBlob(content),
    }));
    return commitIter({
      ...this.#access,
      repo: this.#repo,
      branch: this.#options.branch,
      title,
      parentCommit: parent,
      // Plain LFS: the Hub's other protocol needs hosts of its own.
      useXet: false,
      abortSignal: this.#options.signal,
      operations: [
        ...(await Promise.all(written)),
        ...deleted.map((path) => ({ operation: "delete" as const, path })),
      ],
    });
  }

  async #listFiles(folder: string, revision: string): Promise<readonly RemoteFile[]> {
    const files: RemoteFile[] = [];
    try {
      const entries = listFiles({
        ...this.#access,
        repo: this.#repo,
        recursive: true,
        revision,
        ...(folder === "" ? {} : { path: folder }),
      });
      for await (const { type, path, oid, lfs } of entries) {
        if (type === "file") files.push({ path, sha256: lfs?.oid, gitSha1: oid });
      }
    } catch (error) {
      // The folder does not exist before the first file is committed to it.
      if (hasStatus(error, 404) && folder !== "") return [];
      throw this.#toError(error);
    }
    return files;
  }

  #toError(error: unknown): unknown {
    return this.#options.signal.aborted ? error : toHubError(error, this.#options);
  }
}
