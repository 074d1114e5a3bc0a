/**
 * Whether a path stays below the folder that it is relative to, whoever resolves it: no ".." and no
 * empty name, no scheme, no drive, no backslash, and no character that a URL would end a path with.
 */
export function isBelow(path: string): boolean {
  return path.split("/").every((name) => name !== "" && !/^\.+$|[\\:?#%\p{Cc}]/u.test(name));
}

/** The path as part of a URL. `=` stays readable, since the folders of an archive have it in their names. */
export function urlPath(path: string): string {
  return encodeURIComponent(path).replaceAll("%2F", "/").replaceAll("%3D", "=");
}
