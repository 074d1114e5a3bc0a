/**
 * What a host should be and is not, as the rest of a sentence that begins with its name: "should
 * be an address or a host name". Undefined for an IPv4 or IPv6 address (with or without brackets) or a host name.
 */
export function hostProblem(host: string): string | undefined {
  const bare = withoutBrackets(host);
  if (bare !== "" && !/[/?#@\s]/.test(bare)) return undefined;
  return "should be an address or a host name";
}

/** For example "https://192.168.1.50:443". Throws `TypeError` if {@link hostProblem} finds a problem. */
export function originOf(
  host: string,
  port: number | undefined,
  protocol: "https" | "http",
): string {
  const problem = hostProblem(host);
  if (problem !== undefined) throw new TypeError(`host ${problem}, is ${JSON.stringify(host)}`);
  const bare = withoutBrackets(host);
  const address = bare.includes(":") ? `[${bare}]` : bare;
  return `${protocol}://${address}:${port ?? (protocol === "https" ? 443 : 80)}`;
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
