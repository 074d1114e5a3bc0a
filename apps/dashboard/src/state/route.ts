/** What the address names: a view, what of it, and how it is shown. */
export interface Route {
  /** The first part of the hash, such as "day"; empty where there is none. */
  readonly view: string;
  /** The parts after it, such as a date. */
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

/** Reads a hash such as "#/day/2026-05-31?at=12:15". What is no escape is taken as it is. */
export function parseRoute(hash: string): Route {
  const [address = "", search = ""] = hash.replace(/^#?\/?/, "").split("?", 2);
  const [view = "", ...path] = address.split("/").map(decode);
  return {
    view,
    path: path.filter((part) => part !== ""),
    query: Object.fromEntries(new URLSearchParams(search)),
  };
}

/** The hash of a route, with "#". */
export function formatRoute({ view, path, query }: Route): string {
  const address = [view, ...path].map(encode).join("/");
  // A colon is allowed as it is, and "at=12:15" is for people to read.
  const search = new URLSearchParams(query).toString().replaceAll("%3A", ":");
  return `#/${address}${search === "" ? "" : `?${search}`}`;
}

/** The route of a view and what of it, shown as views are at first. */
export function routeTo(view: string, ...path: readonly string[]): Route {
  return { view, path, query: {} };
}

/** A route with other values in its query; those that are undefined are left out. */
export function withQuery(
  route: Route,
  changes: Readonly<Record<string, string | undefined>>,
): Route {
  const entries = Object.entries({ ...route.query, ...changes });
  const query: Record<string, string> = {};
  for (const [key, value] of entries) if (value !== undefined) query[key] = value;
  return { ...route, query };
}

function encode(part: string): string {
  return encodeURIComponent(part).replaceAll("%3A", ":");
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
