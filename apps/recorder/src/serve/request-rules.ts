import type { IncomingHttpHeaders, IncomingMessage } from "node:http";

/** Why a request is not answered, for a person, and as which status. */
export interface Refusal {
  readonly status: number;
  readonly message: string;
}

/** What of a request the rules are about. */
type RuledRequest = Pick<IncomingMessage, "method" | "headers">;

/**
 * Why a request is refused; undefined if it may be answered. Web pages must not read the archive through the browser of who
 * opens them: neither under a name of their own that leads to this machine (DNS rebinding), nor from their own origin.
 */
export function refusalOf(
  { method = "", headers }: RuledRequest,
  path: string,
  isAllowedHost: (host: string) => boolean,
): Refusal | undefined {
  if (method !== "GET" && method !== "HEAD") {
    return { status: 405, message: "Only GET and HEAD are answered." };
  }
  const host = hostName(headers.host ?? "");
  if (host === undefined || !isAllowedHost(host)) {
    const message = `This machine is not served as ${JSON.stringify(headers.host ?? "")}. If that is a name of it, add it to allowed_hosts in [serve] of the config.`;
    return { status: 403, message };
  }
  if (isFromElsewhere(headers, path)) {
    return { status: 403, message: "Other web sites may not read this." };
  }
  return undefined;
}

/** The name or address in a Host header, without the port, in lower case; undefined if it is none. */
function hostName(header: string): string | undefined {
  const [, name] = /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/i.exec(header) ?? [];
  return name?.toLowerCase().replace(/\.$/, "");
}

/** Browsers send Sec-Fetch-Site to this machine itself and over TLS only, and else at least the origin of a script's request. */
function isFromElsewhere(headers: IncomingHttpHeaders, path: string): boolean {
  const { origin, host = "" } = headers;
  if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
    return true;
  }
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin" || site === "none") return false;
  // A link to the page.
  const isNavigation =
    headers["sec-fetch-mode"] === "navigate" && headers["sec-fetch-dest"] === "document";
  return !(isNavigation && path === "/");
}
