import type { Answer, Hub, HubRequest } from "./handler.js";
import { type Fields, parseFields, textIn } from "./json-body.js";
import { Refusal } from "./refusal.js";
import type { StoredCommit, StoredRepo } from "./repo-store.js";
import { account, canSee, canWrite, describeToken, type TokenAccess } from "./token-access.js";

export function whoAmI(request: HubRequest): Answer {
  const auth = { type: "access_token", accessToken: describeToken(accessOf(request)) };
  const user = { type: "user", id: "0123456789abcdef01234567", name: account, orgs: [] };
  return { status: 200, json: { ...user, isPro: false, canPay: false, auth } };
}

/** Whether the token may write to a repository: 200 or 403, like the Hub's check for its Python library. */
export function checkWriteAccess(request: HubRequest, hub: Hub): Answer {
  findRevision(request, hub);
  refuseReader(request);
  return { status: 200, bytes: Buffer.from("OK") };
}

export function createRepo(request: HubRequest, { store, origin }: Hub): Answer {
  const fields = parseFields(request.body);
  const type = textIn(fields, "type");
  const id = `${textIn(fields, "organization")}/${textIn(fields, "name")}`;
  const repo = `${type}s/${id}`;
  const files = firstFiles(type, fields);
  refuseReader({ ...request, repo });
  if (store.get(repo) !== undefined)
    throw new Refusal(409, `You already created this ${type} repo`);
  // The Python library sends `private`.
  const isPrivate = fields["visibility"] === "private" || fields["private"] === true;
  const sdk = type === "space" ? { sdk: textIn(fields, "sdk") } : {};
  store.create(repo, { private: isPrivate, ...sdk }, files);
  return { status: 200, json: { url: `${origin}/${repo}`, id } };
}

/** The files of the Hub's own first commit. A static Space begins with a page and a card that say so. */
function firstFiles(type: string, fields: Fields): Readonly<Record<string, string>> {
  const attributes = { ".gitattributes": "*.parquet filter=lfs diff=lfs merge=lfs -text\n" };
  if (type === "dataset") return attributes;
  if (type !== "space") throw new Refusal(400, `There are no ${type}s here`);
  const [sdk, title] = [textIn(fields, "sdk"), textIn(fields, "name")];
  const settings = `title: ${title}\nemoji: 🐢\ncolorFrom: blue\ncolorTo: red\nsdk: ${sdk}\npinned: false`;
  const advice =
    "Check out the configuration reference at https://huggingface.co/docs/hub/spaces-config-reference";
  return {
    ...attributes,
    "README.md": `---\n${settings}\n---\n\n${advice}\n`,
    ...(sdk === "static"
      ? {
          "index.html":
            '<!doctype html><link href="style.css"><p>Welcome to your static Space!</p>\n',
          "style.css": "body { padding: 2rem; }\n",
        }
      : {}),
  };
}

export function repoInfo(request: HubRequest, hub: Hub): Answer {
  const { repo, commit } = findRevision(request, hub);
  const id = request.repo.replace(/^[^/]+\//, "");
  return {
    status: 200,
    json: {
      _id: id,
      id,
      sha: commit.oid,
      private: repo.private,
      ...(repo.sdk === undefined ? {} : { sdk: repo.sdk }),
      downloads: 0,
      likes: 0,
      gated: false,
      lastModified: commit.date,
      // Answered only if it is asked for.
      ...(request.url.searchParams.getAll("expand").includes("usedStorage")
        ? { usedStorage: storedBytes(repo) }
        : {}),
    },
  };
}

/** One page of a branch's commits, newest first; the header says how many there are. */
export function listCommits(request: HubRequest, hub: Hub): Answer {
  const { repo, revision, url } = request;
  findRevision(request, hub);
  const commits = hub.store.history(repo, revision);
  const page = commits.slice(0, Number(url.searchParams.get("limit") ?? 50));
  return {
    status: 200,
    json: page.map(({ oid, title, date }) => ({ id: oid, title, date, authors: [] })),
    headers: { "x-total-count": commits.length },
  };
}

/** The size of all large files of all commits, each content once: the Hub counts the history too. */
function storedBytes({ commits }: StoredRepo): number {
  const files = Object.values(commits).flatMap(({ files }) => Object.values(files));
  const sizes = new Map(files.flatMap(({ lfs }) => (lfs ? [[lfs.oid, lfs.size] as const] : [])));
  return [...sizes.values()].reduce((sum, size) => sum + size, 0);
}

/**
 * The repository that a request names, and the commit of its revision, or else of its main branch.
 * Public ones need no token. Without one, the Hub answers 401 for those it does not show.
 */
export function findRevision(
  { repo: name, revision, access }: HubRequest,
  { store }: Hub,
): { readonly repo: StoredRepo; readonly commit: StoredCommit } {
  const repo = store.get(name);
  if (repo === undefined || (repo.private && (access === undefined || !canSee(access, name)))) {
    if (access === undefined) throw noToken();
    throw new Refusal(404, "Repository not found", "RepoNotFound");
  }
  const commit = store.commitAt(repo, revision === "" ? "HEAD" : revision);
  if (commit === undefined) {
    throw new Refusal(404, `Invalid rev id: ${revision}`, "RevisionNotFound");
  }
  return { repo, commit };
}

/** Refuses a request that the token may only make where it may write. */
export function refuseReader(request: Pick<HubRequest, "access" | "repo">): void {
  if (canWrite(accessOf(request), request.repo)) return;
  throw new Refusal(403, "Forbidden: you must use a write token to upload to a repository.");
}

function accessOf({ access }: Pick<HubRequest, "access">): TokenAccess {
  if (access === undefined) throw noToken();
  return access;
}

function noToken(): Refusal {
  return new Refusal(401, "Invalid username or password.");
}
