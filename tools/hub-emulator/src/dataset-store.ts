import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A file of a commit, as the Hub describes it. */
export interface StoredFile {
  /** git's blob SHA-1: of the content, or of the pointer to it for large files. */
  readonly oid: string;
  readonly size: number;
  readonly lfs?: { readonly oid: string; readonly size: number; readonly pointerSize: number };
}

export interface StoredCommit {
  readonly oid: string;
  readonly parent: string | undefined;
  readonly title: string;
  readonly date: string;
  readonly files: Readonly<Record<string, StoredFile>>;
}

/** A dataset repository: its commits and which of them each branch is at. */
export interface StoredDataset {
  readonly private: boolean;
  readonly branches: Record<string, string>;
  readonly commits: Record<string, StoredCommit>;
}

/** Datasets on a folder: one JSON file each, contents under their SHA-256. */
export class DatasetStore {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get(name: string): StoredDataset | undefined {
    const path = this.#path(name);
    return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
  }

  /** Makes a dataset with the first commit that the Hub makes, of `.gitattributes`. */
  create(name: string, isPrivate: boolean): StoredDataset {
    const dataset = { private: isPrivate, branches: {}, commits: {} };
    const attributes = Buffer.from("*.parquet filter=lfs diff=lfs merge=lfs -text\n");
    this.putContent(attributes);
    const files = { ".gitattributes": regularFile(attributes) };
    return this.commit(name, dataset, "main", "initial commit", files);
  }

  commit(
    name: string,
    dataset: StoredDataset,
    branch: string,
    title: string,
    files: Readonly<Record<string, StoredFile>>,
  ): StoredDataset {
    const parent = dataset.branches[branch];
    const date = new Date().toISOString();
    const oid = createHash("sha1")
      .update(JSON.stringify([parent, title, date, files]))
      .digest("hex");
    const next: StoredDataset = {
      private: dataset.private,
      branches: { ...dataset.branches, [branch]: oid },
      commits: { ...dataset.commits, [oid]: { oid, parent, title, date, files } },
    };
    const path = this.#path(name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, JSON.stringify(next, undefined, 1));
    return next;
  }

  /** The commit of a branch or of its own id. */
  at(dataset: StoredDataset, revision: string): StoredCommit | undefined {
    return dataset.commits[dataset.branches[revision === "HEAD" ? "main" : revision] ?? revision];
  }

  /** Keeps a content and returns its SHA-256. */
  putContent(bytes: Uint8Array): string {
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    mkdirSync(join(this.#folder, "objects"), { recursive: true });
    writeFileSync(this.#contentPath(sha256), bytes);
    writeFileSync(this.#contentPath(gitBlobSha1(bytes)), bytes);
    return sha256;
  }

  hasContent(hash: string): boolean {
    return existsSync(this.#contentPath(hash));
  }

  contentOf(file: StoredFile): Buffer {
    return readFileSync(this.#contentPath(file.lfs?.oid ?? file.oid));
  }

  #contentPath(hash: string): string {
    return join(this.#folder, "objects", hash);
  }

  #path(name: string): string {
    return join(this.#folder, "datasets", `${name}.json`);
  }
}

export function regularFile(bytes: Uint8Array): StoredFile {
  return { oid: gitBlobSha1(bytes), size: bytes.byteLength };
}

export function largeFile(sha256: string, size: number): StoredFile {
  const pointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${size}\n`;
  const pointerBytes = Buffer.from(pointer);
  return {
    oid: gitBlobSha1(pointerBytes),
    size,
    lfs: { oid: sha256, size, pointerSize: pointerBytes.byteLength },
  };
}

function gitBlobSha1(bytes: Uint8Array): string {
  return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
