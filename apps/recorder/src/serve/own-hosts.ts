import { hostname, type NetworkInterfaceInfo, networkInterfaces } from "node:os";

/** Whether a name or an address, in lower case as `hostName` gives it, is one of this machine's. */
export type IsAllowedHost = (host: string) => boolean;

/** The names and addresses that a browser may ask for, if the server listens at `host`; `more` are those of the config. */
export function allowedHosts(host: string, more: readonly string[]): IsAllowedHost {
  const name = hostname().toLowerCase();
  const fixed = [
    "localhost",
    "127.0.0.1",
    "[::1]",
    inUrl(host),
    name,
    `${name}.local`,
    ...more.map(inUrl),
  ].map((one) => one.toLowerCase());
  // They may change while the program runs.
  return (asked) => fixed.includes(asked) || (isEveryAddress(host) && isOwnAddress(asked));
}

/** Whether only this machine can ask there. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d+){3}$/.test(host);
}

/** Whether listening there means at all addresses of the machine. */
export function isEveryAddress(host: string): boolean {
  return host === "0.0.0.0" || host === "::";
}

/** A name or an address as URLs and Host headers have it. */
export function inUrl(host: string): string {
  return host.includes(":") && !host.startsWith("[") ? `[${host}]` : host;
}

/** An address by which others on the network reach this machine; its name if it has none. */
export function ownAddress(): string {
  const isReachable = ({ internal, family }: NetworkInterfaceInfo): boolean =>
    !internal && family === "IPv4";
  return ownNetworks().find(isReachable)?.address ?? hostname();
}

function isOwnAddress(host: string): boolean {
  return ownNetworks().some(({ address }) => inUrl(address) === host);
}

function ownNetworks(): readonly NetworkInterfaceInfo[] {
  return Object.values(networkInterfaces()).flatMap((networks) => networks ?? []);
}
