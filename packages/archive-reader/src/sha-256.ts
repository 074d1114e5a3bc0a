/** The SHA-256 of bytes; undefined where there is none: browsers have it only for https and the machine itself. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string | undefined> {
  // The types say that it is always there.
  const subtle: SubtleCrypto | undefined = globalThis.crypto.subtle;
  const digest = await subtle?.digest("SHA-256", bytes);
  if (digest === undefined) return undefined;
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
