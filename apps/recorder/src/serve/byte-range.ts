/** Some of a file's bytes: from `start` to `end`, both included. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/**
 * What a Range header asks for of so many bytes. "none": there is no such header, or one that asks for several ranges or for
 * other units, which a server may answer with the whole file (RFC 9110, 14.2).
 */
export function byteRange(
  header: string | undefined,
  size: number,
): ByteRange | "none" | "unsatisfiable" {
  const [, first, last] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? "") ?? [];
  if (first === undefined || last === undefined || (first === "" && last === "")) return "none";
  if (first === "") {
    const length = Math.min(Number(last), size);
    return length === 0 ? "unsatisfiable" : { start: size - length, end: size - 1 };
  }
  const start = Number(first);
  const end = last === "" ? size - 1 : Math.min(Number(last), size - 1);
  // A last byte before the first one makes the header invalid, and so none.
  if (last !== "" && Number(last) < start) return "none";
  return start >= size ? "unsatisfiable" : { start, end };
}

/** Whether an If-None-Match header names the present version of a file (RFC 9110, 13.1.2). */
export function namesVersion(header: string | undefined, etag: string): boolean {
  if (header === undefined) return false;
  if (header.trim() === "*") return true;
  return header.split(",").some((one) => one.trim().replace(/^W\//, "") === etag);
}
