import type { ArchiveSource, RequestOptions, SourceOptions } from "./archive-source.js";
import { checkedSource, getJson, type Snapshot } from "./checked-source.js";
import { ArchiveReaderError } from "./errors.js";
import { isBelow } from "./relative-path.js";

export interface HubSourceOptions extends SourceOptions {
  /** The dataset, such as "user/solar". */
  readonly repo: string;
  /** @default "https://huggingface.co" */
  readonly endpoint?: string;
  /**
   * A branch, a tag or a commit.
   * @default "main"
   */
  readonly revision?: string;
  /**
   * Where the manifest is in the dataset.
   * @default "manifest.json"
   */
  readonly manifestPath?: string;
  /** For a private dataset. It is sent to the endpoint alone, and is in no error. */
  readonly token?: string;
}

/**
 * An archive in a dataset of the Hugging Face Hub. Each manifest pins the commit that the revision has then, and the
 * files are read from it, whatever is uploaded meanwhile.
 * @throws TypeError if the dataset, the manifest's path or the token cannot be one
 */
export function hubSource(options: HubSourceOptions): ArchiveSource {
  const { repo, endpoint = "https://huggingface.co", revision = "main", token } = options;
  const { manifestPath = "manifest.json" } = options;
  if (!/^[\w.-]+\/[\w.-]+$/.test(repo) || !isBelow(repo)) {
    throw new TypeError(`The dataset should be like "user/solar": ${repo}`);
  }
  if (!isBelow(manifestPath)) throw new TypeError(`No path in a dataset: ${manifestPath}`);
  // fetch would name the header's value in its error.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new TypeError("The token has characters that no token has.");
  }
  const base = endpoint.replace(/\/+$/, "");
  const folder = manifestPath.slice(0, manifestPath.lastIndexOf("/") + 1);

  async function snapshot({ signal }: RequestOptions): Promise<Snapshot> {
    const url = new URL(
      `${base}/api/datasets/${repo}/revision/${encodeURIComponent(revision)}?expand=sha`,
    );
    const commit = commitOf(
      await getJson(
        {
          url,
          token,
          what: `the revision ${revision} of the dataset ${repo}`,
          cache: "no-store",
          mostBytes: mostBytesOfRevision,
          ...(signal === undefined ? {} : { signal }),
        },
        options,
      ),
      url,
    );
    const inCommit = (path: string): { url: URL; token: string | undefined } => ({
      url: new URL(`${base}/datasets/${repo}/resolve/${commit}/${path}`),
      token,
    });
    return {
      manifest: inCommit(manifestPath),
      file: ({ path }) => inCommit(folder + path),
    };
  }

  return checkedSource(snapshot, options);
}

/** A server that does not know `expand` lists all files of the dataset, too. */
const mostBytesOfRevision = 4 * 2 ** 20;

function commitOf(answer: unknown, url: URL): string {
  const sha = typeof answer === "object" && answer !== null && "sha" in answer ? answer.sha : "";
  if (typeof sha === "string" && /^[0-9a-f]{40}$/.test(sha)) return sha;
  throw new ArchiveReaderError(
    "ERR_UNREACHABLE",
    `The answer of ${url.origin}${url.pathname} names no commit. Check that the endpoint is a Hugging Face Hub.`,
  );
}
