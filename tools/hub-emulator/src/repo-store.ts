import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { ContentStore } from "./content-store.js";

/** A file of a commit, as the Hub describes it. */
export interface StoredFile {
  /** git's blob SHA-1: of the content, or for a large file of the pointer to it. */
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}

/** A commit: every file of the repository as of then. `date` is in ISO 8601. */
export interface StoredCommit {
  readonly oid: string;
  readonly parent: string | undefined;
  readonly title: string;
  readonly date: string;
  readonly files: Readonly<Record<string, StoredFile>>;
}

/** A repository: its commits by id, and the id of each branch's latest one. */
export interface StoredRepo {
  readonly private: boolean;
  /** Of a Space: "static" or another. */
  readonly sdk?: string;
  readonly branches: Record<string, string>;
  readonly commits: Record<string, StoredCommit>;
}

/**
 * Repositories in a folder: one JSON file each, and the contents of their files.
 * A repository's name begins with its type, as its URL does: "datasets/me/solar".
 */
export class RepoStore {
  readonly contents: ContentStore;
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    this.contents = new ContentStore(folder);
  }

  get(name: string): StoredRepo | undefined {
    const path = this.#path(name);
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  }

  /** Creates a repository with a first commit of these small files. */
  create(
    name: string,
    facts: Pick<StoredRepo, "private" | "sdk">,
    contents: Readonly<Record<string, string>>,
  ): StoredRepo {
    const files = Object.entries(contents).map(([path, text]) => {
      const bytes = Buffer.from(text);
      this.putContent(bytes);
      return [path, regularFile(bytes)] as const;
    });
    const repo = { ...facts, branches: {}, commits: {} };
    return this.commit(name, repo, "main", "initial commit", Object.fromEntries(files));
  }

  /** Adds a commit to a branch. */
  commit(
    name: string,
    repo: StoredRepo,
    branch: string,
    title: string,
    files: Readonly<Record<string, StoredFile>>,
  ): StoredRepo {
    const parent = repo.branches[branch];
    const date = new Date().toISOString();
    const oid = createHash("sha1")
      .update(JSON.stringify([parent, title, date, files]))
      .digest("hex");
    const next: StoredRepo = {
      ...repo,
      branches: { ...repo.branches, [branch]: oid },
      commits: { ...repo.commits, [oid]: { oid, parent, title, date, files } },
    };
    return this.#write(name, next);
  }

  /**
   * Replaces a branch's commits by one with the files of the latest. What only they had cannot be found by any
   * revision, though its content stays, as on the Hub until unused contents are collected.
   */
  squash(name: string, repo: StoredRepo, branch: string, title: string): StoredRepo {
    const files = this.commitAt(repo, branch)?.files ?? {};
    const { [branch]: _, ...others } = repo.branches;
    const kept = Object.keys(others).flatMap((other) => this.history(name, other));
    const commits = Object.fromEntries(kept.map((commit) => [commit.oid, commit]));
    return this.commit(name, { ...repo, branches: others, commits }, branch, title, files);
  }

  /** The commit at a branch, at `HEAD` (the main branch), or of this id. */
  commitAt(repo: StoredRepo, revision: string): StoredCommit | undefined {
    return repo.commits[repo.branches[revision === "HEAD" ? "main" : revision] ?? revision];
  }

  /** The commits of a branch, newest first; none if there is no such repository or branch. */
  history(name: string, branch: string): StoredCommit[] {
    const repo = this.get(name);
    const commits: StoredCommit[] = [];
    let oid = repo?.branches[branch];
    while (repo !== undefined && oid !== undefined) {
      const commit: StoredCommit | undefined = repo.commits[oid];
      if (commit !== undefined) commits.push(commit);
      oid = commit?.parent;
    }
    return commits;
  }

  /** Stores a small file's content. */
  putContent(bytes: Uint8Array): void {
    this.contents.put(bytes, [sha256Of(bytes), gitBlobSha1(bytes)]);
  }

  contentOf(file: StoredFile): Buffer {
    return this.contents.read(file.lfs?.oid ?? file.oid);
  }

  #write(name: string, repo: StoredRepo): StoredRepo {
    const path = this.#path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(repo, undefined, 1));
    return repo;
  }

  #path(name: string): string {
    return join(this.#folder, `${name}.json`);
  }
}

/** A file whose content is in git itself. */
export function regularFile(bytes: Uint8Array): StoredFile {
  return { oid: gitBlobSha1(bytes), size: bytes.byteLength };
}

/** A file whose content is in LFS, with a pointer to it in git. */
export function largeFile(sha256: string, size: number): StoredFile {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`;
  const pointerBytes = Buffer.from(pointer);
  return {
    oid: gitBlobSha1(pointerBytes),
    size,
    lfs: { oid: sha256, size, pointerSize: pointerBytes.byteLength },
  };
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function gitBlobSha1(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
