/**
 * Whether a path stays below the folder that it is relative to, whoever resolves it: no ".." and no
 * empty name, no scheme, no drive, no backslash, and no character that means something else in a URL.
 */
export function isBelow(path: string): boolean {
  return path.split("/").every((name) => name !== "" && !/^\.+$|[\\:?#%\p{Cc}]/u.test(name));
}
