/** Whether the `If-None-Match` of a request names this ETag. */
export function isNamedIn(ifNoneMatch: string | undefined, etag: string): boolean {
  const named = ifNoneMatch?.split(",").map((name) => name.trim().replace(/^W\//, ""));
  return named !== undefined && (named.includes(etag) || named.includes("*"));
}
