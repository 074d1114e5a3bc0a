import { createHash, randomUUID } from "node:crypto";
import {
  appendFileSync,
  closeSync,
  createWriteStream,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** The contents of files in a folder, each under its hash; large ones are never in memory as a whole while they are received. */
export class ContentStore {
  readonly #objects: string;
  readonly #uploads: string;

  constructor(folder: string) {
    this.#objects = join(folder, "objects");
    this.#uploads = join(folder, "uploads");
  }

  /** Stores a small content under these hashes. */
  put(bytes: Uint8Array, hashes: readonly string[]): void {
    mkdirSync(this.#objects, { recursive: true });
    for (const hash of hashes) writeFileSync(this.#path(hash), bytes);
  }

  has(hash: string): boolean {
    return existsSync(this.#path(hash));
  }

  read(hash: string): Buffer {
    return readFileSync(this.#path(hash));
  }

  /** Receives a request's body into a file, and resolves to its path. */
  async receive(body: Readable): Promise<string> {
    mkdirSync(this.#uploads, { recursive: true });
    const path = join(this.#uploads, randomUUID());
    await pipeline(body, createWriteStream(path));
    return path;
  }

  /** Keeps a received file as one part of a content; parts are counted from 1. */
  keepPart(sha256: string, part: number, upload: string): void {
    renameSync(upload, this.#partPath(sha256, part));
  }

  /** Joins the parts of a content, up to the first that is missing, and returns the path. */
  joinParts(sha256: string): string {
    mkdirSync(this.#uploads, { recursive: true });
    const joined = join(this.#uploads, sha256);
    writeFileSync(joined, "");
    for (let part = 1; existsSync(this.#partPath(sha256, part)); part++) {
      appendFileSync(joined, readFileSync(this.#partPath(sha256, part)));
      rmSync(this.#partPath(sha256, part));
    }
    return joined;
  }

  /** Stores a received file under its SHA-256; removes it and returns false if it has another. */
  keep(sha256: string, upload: string): boolean {
    if (hashFile(upload) !== sha256) {
      rmSync(upload);
      return false;
    }
    mkdirSync(this.#objects, { recursive: true });
    renameSync(upload, this.#path(sha256));
    return true;
  }

  #path(hash: string): string {
    return join(this.#objects, hash);
  }

  #partPath(sha256: string, part: number): string {
    return join(this.#uploads, `${sha256}.${part}`);
  }
}

function hashFile(path: string): string {
  const hash = createHash("sha256");
  const piece = Buffer.alloc(1024 * 1024);
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, piece); read > 0; read = readSync(file, piece)) {
      hash.update(piece.subarray(0, read));
    }
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}
