import { openAsBlob } from "node:fs";

/** A file of a folder whose files do not change while they are sent. */
interface FileOnDisk {
  /** Where it is on this machine. */
  readonly path: string;
  readonly size: number;
}

/** What a commit writes into one file of a repository: bytes in memory, or a file on disk. */
export type FileContent = Uint8Array | FileOnDisk;

export function sizeOf(content: FileContent): number {
  return content instanceof Uint8Array ? content.byteLength : content.size;
}

/** Whether an error means that a file on disk changed, or was removed, after {@link toBlob}. */
export function isChangedFile(error: unknown): boolean {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  return cause instanceof Error && cause.name === "NotReadableError";
}

/** The content for a request. That of a file on disk is read in pieces as it is sent. */
export async function toBlob(content: FileContent): Promise<Blob> {
  return content instanceof Uint8Array
    ? new Blob([content as Uint8Array<ArrayBuffer>])
    : openAsBlob(content.path);
}
