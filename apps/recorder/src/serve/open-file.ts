import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, open, realpath } from "node:fs/promises";
import { errorCode } from "@envoy/durable-file";
import { contains } from "../config/folders.js";
import type { ServedFile } from "./parquet-routes.js";

/** A file that was opened once: a flush may replace it by another one meanwhile, and its bytes stay the same. */
export interface OpenFile extends AsyncDisposable {
  readonly handle: FileHandle;
  readonly size: number;
  /** Differs from that of any file that was or will be there. */
  readonly etag: string;
}

/** Opens a file for reading. Undefined if there is none, or if it is no file, or if links lead out of its folder. */
export async function openFile({ root, path }: ServedFile): Promise<OpenFile | undefined> {
  let handle: FileHandle;
  try {
    const real = await realpath(path);
    if (!contains(await realpath(root), real)) return undefined;
    // Neither waits for the writer of a FIFO, nor follows a link that came meanwhile.
    const { O_RDONLY, O_NOFOLLOW = 0, O_NONBLOCK = 0 } = constants;
    handle = await open(real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "ELOOP", "EACCES"].includes(errorCode(error) ?? "")) return undefined;
    throw error;
  }
  const info = await handle.stat({ bigint: true });
  if (!info.isFile()) {
    await handle.close();
    return undefined;
  }
  const identity = [info.size, info.mtimeNs, info.ino].map((part) => part.toString(36));
  return {
    handle,
    size: Number(info.size),
    etag: `"${identity.join("-")}"`,
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

const pieceBytes = 65_536;

/** The hash of an open file's bytes, in hexadecimal. Rejects with Node's system errors. */
export async function sha256Of({ handle, size }: OpenFile): Promise<string> {
  const hash = createHash("sha256");
  const piece = Buffer.alloc(pieceBytes);
  for (let position = 0; position < size; ) {
    const { bytesRead } = await handle.read(piece, 0, pieceBytes, position);
    if (bytesRead === 0) break;
    hash.update(piece.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash.digest("hex");
}
