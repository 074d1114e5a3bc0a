import { isIPv4, isIPv6 } from "node:net";

/**
 * What a host should be and is not, as the rest of a sentence that begins with its name: "should
 * be an address or a host name". Undefined for an IPv4 or IPv6 address (with or without brackets) or a host name.
 */
export function hostProblem(host: string): string | undefined {
  const bare = withoutBrackets(host);
  if (/^(\[.*\]|[^:]+):\d+$/.test(bare) && !isIPv6(bare)) {
    return "should be an address or a host name without the port, which is set separately";
  }
  // URLs take "192.0.2" for 192.0.0.2.
  if (/^[\d.]+$/.test(bare) && !isIPv4(bare)) {
    return "should be four numbers from 0 to 255, such as 192.0.2.50, or a host name";
  }
  const isHost = !/[/\\?#@\s]/.test(bare) && URL.canParse(`http://${inUrl(bare)}`);
  return isHost ? undefined : "should be an address or a host name";
}

/** Throws `TypeError` if a client's options are none: JavaScript callers may leave them out. */
export function checkOptions(options: unknown): void {
  if (typeof options === "object" && options !== null) return;
  throw new TypeError(
    'The options should be an object with a host, such as { host: "192.0.2.50" }.',
  );
}

const missingHost = "give the gateway's address or host name";

/** For example "https://192.0.2.50:443". Throws `TypeError` if {@link hostProblem} finds a problem, or the port or protocol is none. */
export function originOf(
  host: string,
  port: number | undefined,
  protocol: "https" | "http",
): string {
  // JavaScript callers, and options that were read from a file, may lack it.
  if (typeof host !== "string") throw new TypeError(`host is missing: ${missingHost}`);
  const problem = hostProblem(host);
  if (problem !== undefined) throw new TypeError(`host ${problem}, is ${JSON.stringify(host)}`);
  if (protocol !== "https" && protocol !== "http") {
    throw new TypeError(`protocol should be "https" or "http", is ${JSON.stringify(protocol)}`);
  }
  if (port !== undefined && !(Number.isInteger(port) && port >= 1 && port <= 65_535)) {
    throw new TypeError(`port should be a whole number from 1 to 65535, is ${String(port)}`);
  }
  const address = inUrl(withoutBrackets(host));
  return `${protocol}://${address}:${port ?? (protocol === "https" ? 443 : 80)}`;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}

function inUrl(bareHost: string): string {
  return bareHost.includes(":") ? `[${bareHost}]` : bareHost;
}
