let loading: Promise<typeof import("node:zlib")> | undefined;

/**
 * zlib, loaded where it is first used: a process that appends one plain message starts sooner.
 * Asked for once, as in a backlog each of many entries would ask again.
 */
export function loadZlib(): Promise<typeof import("node:zlib")> {
  loading ??= import("node:zlib");
  return loading;
}
