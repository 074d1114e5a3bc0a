import { createHash } from "node:crypto";

/** In hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** The hash of a content, of the kind that another one is: git's blob SHA-1 or SHA-256. */
export function hashLike(hash: string | undefined, bytes: Uint8Array): string {
  if (hash?.length !== 40) return sha256Of(bytes);
  return createHash("sha1").update(`blob ${bytes.byteLength}\0`).update(bytes).digest("hex");
}
