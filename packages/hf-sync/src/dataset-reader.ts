import { HubSyncError } from "./errors.js";
import { limitBody } from "./limited-body.js";
import { type NetworkOptions, networkOf } from "./network-options.js";
import { noAnswer, readRefusal } from "./read-refusal.js";
import { urlOf } from "./repo-type.js";
import { retryingFetch } from "./retrying-fetch.js";
import { type DatasetFile, toDatasetFiles } from "./tree-page.js";

/** Options of {@link datasetReader}. */
export interface DatasetReaderOptions extends NetworkOptions {
  /** "user/name" of a dataset. */
  readonly repo: string;
  /** Sent to the endpoint alone, and in no error. @default none: only public datasets can be read */
  readonly token?: string | undefined;
  /** @default "https://huggingface.co" */
  readonly endpoint?: string;
  /** The most one call may take, all attempts and the waits that the Hub asks for included. @default 900_000 (15 minutes) */
  readonly deadlineMs?: number;
  /** The most one attempt of one request may take. @default 120_000 (2 minutes) */
  readonly requestTimeoutMs?: number;
  /** Attempts of one request. @default 4 */
  readonly maxAttempts?: number;
  /** Ends every request and wait. */
  readonly signal?: AbortSignal;
}

/** What is asked of a dataset's file. */
export interface ReadFileOptions {
  /** A branch or a commit. @default "main" */
  readonly revision?: string;
  /** The `etag` of an earlier answer: the file is not sent again if it is still the same. */
  readonly unlessEtag?: string | undefined;
  /** A longer file is refused with `ERR_TOO_LARGE` before more of it is received. */
  readonly maxBytes: number;
}

/** A file of a dataset, or that it is still the one that was named by `unlessEtag`. */
export type ReadFile =
  | { readonly isUnchanged: true }
  | {
      readonly isUnchanged: false;
      readonly bytes: Uint8Array;
      readonly etag: string | undefined;
      /** That the revision had then; undefined if the Hub did not say. */
      readonly commit: string | undefined;
    };

/**
 * Reads a dataset. Every method retries network errors, 408, 429 and 5xx, and waits as long as the Hub asks. They reject with
 * {@link HubSyncError}, or with the signal's reason.
 */
export interface DatasetReader {
  /** A file; undefined if the dataset is there, but no such file. */
  read(path: string, options: ReadFileOptions): Promise<ReadFile | undefined>;
  /** The newest commit of the main branch. */
  commit(): Promise<string>;
  /** The files below a folder at a commit; none if there is no such folder. */
  list(folder: string, commit: string): Promise<readonly DatasetFile[]>;
}

/** Throws `TypeError` if the dataset is not "user/name" or a header cannot have the token. */
export function datasetReader(options: DatasetReaderOptions): DatasetReader {
  const { repo, token, endpoint = "https://huggingface.co" } = options;
  if (!/^(?!\.+\/)[\w.-]+\/(?!\.+$)[\w.-]+$/.test(repo)) {
    throw new TypeError(`repo must be "user/name", not ${JSON.stringify(repo)}`);
  }
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError("The token has characters that no token has.");
  }
  const base = endpoint.replace(/\/+$/, "");
  const place = { repoType: "dataset", repo, endpoint: base } as const;
  const asked = { place: urlOf(place), hasToken: token !== undefined, endpoint: base };

  /** Follows redirects itself: the answer that names the commit is the one that redirects, and the token is for the Hub alone. */
  async function get(url: string, { maxBytes, etag }: GetOptions): Promise<Got> {
    const deadline = AbortSignal.timeout(options.deadlineMs ?? 900_000);
    const signal = options.signal ? AbortSignal.any([options.signal, deadline]) : deadline;
    const tooLarge = new AbortController();
    const network = networkOf(options);
    const fetch = retryingFetch({
      ...network,
      fetch: limitBody(network.fetch, maxBytes, () => tooLarge.abort(fileTooLarge(url, maxBytes))),
      signal,
      requestTimeoutMs: options.requestTimeoutMs ?? 120_000,
      maxAttempts: options.maxAttempts ?? 4,
      isOnce: () => false,
    });
    let commit: string | undefined;
    try {
      for (let next = new URL(url), hops = 0; hops < 6; hops++) {
        const answer = await fetch(next.href, {
          redirect: "manual",
          signal: tooLarge.signal,
          headers: {
            ...(etag === undefined ? {} : { "if-none-match": etag }),
            ...(token !== undefined && next.origin === new URL(base).origin
              ? { authorization: `Bearer ${token}` }
              : {}),
          },
        });
        commit ??= answer.headers.get("x-repo-commit") ?? undefined;
        const location = answer.headers.get("location");
        if (answer.status < 300 || answer.status >= 400 || location === null) {
          return { answer, commit };
        }
        next = new URL(location, next);
      }
    } catch (error) {
      options.signal?.throwIfAborted();
      tooLarge.signal.throwIfAborted();
      throw noAnswer(asked, error);
    }
    throw noAnswer(asked, new Error("it redirects in a circle"));
  }

  async function getJson(
    url: string,
  ): Promise<{ readonly json: unknown; readonly answer: Response }> {
    const { answer } = await get(url, { maxBytes: mostBytesOfJson });
    if (!answer.ok) throw readRefusal(asked, answer);
    try {
      return { json: JSON.parse(await answer.text()), answer };
    } catch (error) {
      throw noAnswer(asked, new Error("its answer is not JSON", { cause: error }));
    }
  }

  return {
    async read(path, { revision = "main", unlessEtag, maxBytes }) {
      const url = `${base}/datasets/${repo}/resolve/${encodeURIComponent(revision)}/${encodePath(path)}`;
      const { answer, commit } = await get(url, { maxBytes, etag: unlessEtag });
      if (answer.status === 304) return { isUnchanged: true };
      if (isMissingEntry(answer)) return undefined;
      if (!answer.ok) throw readRefusal(asked, answer);
      const bytes = new Uint8Array(await answer.arrayBuffer());
      return { isUnchanged: false, bytes, etag: answer.headers.get("etag") ?? undefined, commit };
    },

    async commit() {
      const { json } = await getJson(`${base}/api/datasets/${repo}/revision/main?expand=sha`);
      const sha = typeof json === "object" && json !== null && "sha" in json ? json.sha : undefined;
      if (typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha)) return sha;
      throw noAnswer(asked, new Error("its answer names no commit"));
    },

    async list(folder, commit) {
      const files: DatasetFile[] = [];
      let url: string | undefined =
        `${base}/api/datasets/${repo}/tree/${commit}/${encodePath(folder)}?recursive=true`;
      while (url !== undefined) {
        const { answer } = await get(url, { maxBytes: mostBytesOfJson });
        if (isMissingEntry(answer)) return files;
        if (!answer.ok) throw readRefusal(asked, answer);
        files.push(...toDatasetFiles(await answer.json()));
        url = nextPage(answer.headers.get("link"), base);
      }
      return files;
    },
  };
}

interface GetOptions {
  readonly maxBytes: number;
  readonly etag?: string | undefined;
}

interface Got {
  readonly answer: Response;
  readonly commit: string | undefined;
}

/** A page of a tree has at most 1,000 files; a server that does not know `expand` lists all of a dataset. */
const mostBytesOfJson = 16 * 2 ** 20;

/** The dataset and its branch are there, only this path is not. */
function isMissingEntry({ status, headers }: Response): boolean {
  return status === 404 && headers.get("x-error-code") === "EntryNotFound";
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

/** A page elsewhere is not followed: the token would go with it. */
function nextPage(link: string | null, base: string): string | undefined {
  const [, href] = /<([^>]+)>;\s*rel="next"/.exec(link ?? "") ?? [];
  return href !== undefined && new URL(href, base).origin === new URL(base).origin
    ? new URL(href, base).href
    : undefined;
}

function fileTooLarge(url: string, maxBytes: number): HubSyncError {
  const { origin, pathname } = new URL(url);
  const message = `${origin}${decodeURIComponent(pathname)} has more than ${maxBytes} bytes, and was not read.`;
  return new HubSyncError("ERR_TOO_LARGE", message);
}
