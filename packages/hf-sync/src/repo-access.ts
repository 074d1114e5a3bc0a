import { countCommits, datasetInfo, HubApiError, spaceInfo, whoAmI } from "@huggingface/hub";
import { HubSyncError } from "./errors.js";
import { hasStatus, isMissingBranch, toHubError } from "./hub-errors.js";
import type { RepoType } from "./repo-type.js";
import { tokenRights } from "./token-rights.js";

/** Options of {@link datasetAccess} and {@link spaceAccess}. */
export interface RepoAccessOptions {
  /** "user/name" of a dataset or Space, whether or not it exists. */
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

/** Who a token belongs to, and what it may do with a repository. */
export interface RepoAccess {
  /** The name of the user or organization. */
  readonly account: string;
  /** "read", "write" or "fineGrained"; undefined for a login without a token of its own. */
  readonly tokenRole: string | undefined;
  /** Whether it may write to the repository or, if there is none, create it. */
  readonly canWrite: boolean;
}

/** Who a token belongs to, and what it may do with a dataset. */
export interface DatasetAccess extends RepoAccess {
  /** Undefined if there is none, or none that the token can see. */
  readonly dataset: RemoteDataset | undefined;
}

/** Who a token belongs to, and what it may do with a Space. */
export interface SpaceAccess extends RepoAccess {
  /** Undefined if there is none, or none that the token can see. */
  readonly space: RemoteSpace | undefined;
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

/** A Space as the Hub describes it. */
export interface RemoteSpace extends RemoteDataset {
  /** `syncSpace` takes only "static"; undefined if the Space has none. */
  readonly sdk: string | undefined;
}

/** Asks the Hub, once and without retries; nothing is changed. Rejects with {@link HubSyncError}, or with the signal's reason. */
export async function datasetAccess(options: RepoAccessOptions): Promise<DatasetAccess> {
  const { found, ...access } = await repoAccess("dataset", options, async (place) => {
    const { private: isPrivate } = await datasetInfo(place);
    return { visibility: visibilityOf(isPrivate) };
  });
  return { ...access, dataset: found };
}

/** Asks the Hub about a Space, as {@link datasetAccess} does about a dataset. */
export async function spaceAccess(options: RepoAccessOptions): Promise<SpaceAccess> {
  const { found, ...access } = await repoAccess("space", options, async (place) => {
    const { private: isPrivate, sdk } = await spaceInfo(place);
    return { visibility: visibilityOf(isPrivate), sdk };
  });
  return { ...access, space: found };
}

interface Hub {
  readonly accessToken: string;
  readonly hubUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

/** A repository that is asked about; `path` is its URL below the API's. */
interface AskedRepo {
  readonly type: RepoType;
  readonly name: string;
  readonly path: string;
}

type Counts = Pick<RemoteDataset, "commits" | "storedBytes">;

async function repoAccess<Facts>(
  type: RepoType,
  options: RepoAccessOptions,
  describe: (place: Hub & { readonly name: string }) => Promise<Facts>,
): Promise<RepoAccess & { readonly found: (Facts & Counts) | undefined }> {
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
  const asked = { type, name: repo, path: `/api/${type}s/${repo}` };
  try {
    // Read by hand: the library's type has neither the scopes of a token nor roles in organizations.
    const identity: unknown = await whoAmI(hub);
    const { account, tokenRole, mayWrite } = tokenRights(identity, repo, type);
    const facts = await unlessMissing(describe({ ...hub, name: repo }));
    if (facts === undefined) return { account, tokenRole, canWrite: mayWrite, found: undefined };
    const found = {
      ...facts,
      commits: await commitsOf(hub, asked, branch),
      storedBytes: await storedBytes(hub, asked),
    };
    return { account, tokenRole, canWrite: await checkWrite(hub, asked, mayWrite), found };
  } catch (error) {
    signal?.throwIfAborted();
    throw toHubError(error, { repoType: type, repo, branch, endpoint: hub.hubUrl });
  }
}

async function unlessMissing<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking;
  } catch (error) {
    if (hasStatus(error, 404)) return undefined;
    throw error;
  }
}

function visibilityOf(isPrivate: boolean): "private" | "public" {
  return isPrivate ? "private" : "public";
}

async function commitsOf(
  hub: Hub,
  { type, name }: AskedRepo,
  branch: string,
): Promise<number | undefined> {
  try {
    const place = { repo: { type, name }, revision: encodeURIComponent(branch) };
    return await countCommits({ ...hub, ...place });
  } catch (error) {
    if (isMissingBranch(error)) return undefined;
    throw error;
  }
}

/** `usedStorage`, which the library cannot ask for; it is among `ExpandDatasetProperty_T` and `ExpandSpaceProperty_T` of the Python library. */
async function storedBytes(hub: Hub, { path }: AskedRepo): Promise<number | undefined> {
  const answer = await ask(hub, `${path}?expand=usedStorage`);
  const info: unknown = answer.ok ? await answer.json() : undefined;
  return typeof info === "object" &&
    info !== null &&
    "usedStorage" in info &&
    typeof info.usedStorage === "number"
    ? info.usedStorage
    : undefined;
}

/** The Hub's own answer, as `HfApi.auth_check(write=True)` of the Python library asks for it; a Hub without this path has what the token says of itself. */
async function checkWrite(hub: Hub, { path }: AskedRepo, otherwise: boolean): Promise<boolean> {
  const { ok, status, url } = await ask(hub, `${path}/auth-check/write`);
  if (ok) return true;
  if (status === 401 || status === 403) return false;
  if (status === 404) return otherwise;
  throw new HubApiError(url, status, undefined, "it could not check the right to write");
}

function ask({ hubUrl, accessToken, fetch }: Hub, path: string): Promise<Response> {
  return fetch(hubUrl + path, { headers: { authorization: `Bearer ${accessToken}` } });
}
