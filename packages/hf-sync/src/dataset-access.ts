import { countCommits, datasetInfo, HubApiError, whoAmI } from "@huggingface/hub";
import { HubSyncError } from "./errors.js";
import { hasStatus, isMissingBranch, toHubError } from "./hub-errors.js";
import { tokenRights } from "./token-rights.js";

/** Options of {@link datasetAccess}. */
export interface DatasetAccessOptions {
  /** "user/name" of a dataset, whether or not it exists. */
  readonly repo: string;
  readonly token: string;
  /** @default "https://huggingface.co" */
  readonly endpoint?: string;
  /** @default "main" */
  readonly branch?: string;
  readonly signal?: AbortSignal;
  /** @default the global one */
  readonly fetch?: typeof globalThis.fetch;
}

/** Who a token belongs to, and what it may do with a dataset. */
export interface DatasetAccess {
  /** The name of the user or organization. */
  readonly account: string;
  /** "read", "write" or "fineGrained"; undefined for a login without a token of its own. */
  readonly tokenRole: string | undefined;
  /** Whether it may write to the dataset or, if there is none, create it. */
  readonly canWrite: boolean;
  /** Undefined if there is none, or none that the token can see. */
  readonly dataset: RemoteDataset | undefined;
}

/** A dataset as the Hub describes it. */
export interface RemoteDataset {
  readonly visibility: "private" | "public";
  /** Of the branch; undefined if there is no such branch. */
  readonly commits: number | undefined;
  /**
   * What its files take, those of earlier commits included; undefined if the Hub does not say.
   * How much an account may store is in no answer of the Hub: only https://huggingface.co/docs/hub/storage-limits.
   */
  readonly storedBytes: number | undefined;
}

/** Asks the Hub, once and without retries; nothing is changed. Rejects with {@link HubSyncError}, or with the signal's reason. */
export async function datasetAccess(options: DatasetAccessOptions): Promise<DatasetAccess> {
  const { repo, token, endpoint = "https://huggingface.co", branch = "main", signal } = options;
  // The library refuses it without asking.
  if (!token.startsWith("hf_")) {
    throw new HubSyncError(
      "ERR_UNAUTHORIZED",
      "It is not a token of the Hub's: those begin with hf_.",
    );
  }
  const fetch: typeof globalThis.fetch = (url, init) =>
    (options.fetch ?? globalThis.fetch)(url, { ...init, ...(signal ? { signal } : {}) });
  const hub = { accessToken: token, hubUrl: endpoint.replace(/\/+$/, ""), fetch };
  try {
    // Read by hand: the library's type has neither the scopes of a token nor roles in organizations.
    const identity: unknown = await whoAmI(hub);
    const { account, tokenRole, mayWrite } = tokenRights(identity, repo);
    const dataset = await findDataset(hub, repo, branch);
    const canWrite = dataset === undefined ? mayWrite : await checkWrite(hub, repo, mayWrite);
    return { account, tokenRole, canWrite, dataset };
  } catch (error) {
    signal?.throwIfAborted();
    throw toHubError(error, { repo, branch, endpoint: hub.hubUrl });
  }
}

interface Hub {
  readonly accessToken: string;
  readonly hubUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

async function findDataset(
  hub: Hub,
  repo: string,
  branch: string,
): Promise<RemoteDataset | undefined> {
  try {
    const { private: isPrivate } = await datasetInfo({ ...hub, name: repo });
    return {
      visibility: isPrivate ? "private" : "public",
      commits: await commitsOf(hub, repo, branch),
      storedBytes: await storedBytes(hub, repo),
    };
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

async function commitsOf(hub: Hub, repo: string, branch: string): Promise<number | undefined> {
  try {
    const place = {
      repo: { type: "dataset", name: repo },
      revision: encodeURIComponent(branch),
    } as const;
    return await countCommits({ ...hub, ...place });
  } catch (error) {
    if (isMissingBranch(error)) return undefined;
    throw error;
  }
}

/** `usedStorage`, which the library cannot ask for; it is among `ExpandDatasetProperty_T` of the Python library. */
async function storedBytes(hub: Hub, repo: string): Promise<number | undefined> {
  const answer = await ask(hub, `/api/datasets/${repo}?expand=usedStorage`);
  const info: unknown = answer.ok ? await answer.json() : undefined;
  return typeof info === "object" &&
    info !== null &&
    "usedStorage" in info &&
    typeof info.usedStorage === "number"
    ? info.usedStorage
    : undefined;
}

/** The Hub's own answer, as `HfApi.auth_check(write=True)` of the Python library asks for it; a Hub without this path has what the token says of itself. */
async function checkWrite(hub: Hub, repo: string, otherwise: boolean): Promise<boolean> {
  const { ok, status, url } = await ask(hub, `/api/datasets/${repo}/auth-check/write`);
  if (ok) return true;
  if (status === 401 || status === 403) return false;
  if (status === 404) return otherwise;
  throw new HubApiError(url, status, undefined, "it could not check the right to write");
}

function ask({ hubUrl, accessToken, fetch }: Hub, path: string): Promise<Response> {
  return fetch(hubUrl + path, { headers: { authorization: `Bearer ${accessToken}` } });
}
