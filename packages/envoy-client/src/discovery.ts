/**
 * Finds gateways on the local network; needs `multicast-dns`.
 * @module @envoy/envoy-client/discovery
 */

import { isIP, isIPv4 } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import type { ResponsePacket } from "multicast-dns";
import { EnvoyClient } from "./envoy-client.js";
import type { GatewayInfo } from "./pages/gateway-info.js";

/** Options of {@link discover}. */
export interface DiscoverOptions {
  /** How long to listen for answers, in milliseconds. @default 3_000 (3 seconds) */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  /** Where the query is sent; any address other than multicast DNS's own is queried directly. @default "224.0.0.251" */
  readonly address?: string;
  /** Where multicast DNS is spoken: the port that queries are sent to and, for multicast, from. @default 5353 */
  readonly port?: number;
  /** Port of a gateway's https, for `/info`. @default 443, then http at 80 */
  readonly gatewayPort?: number;
}

/** A gateway that answered, and whose own `/info` confirms its serial number. */
export interface DiscoveredGateway {
  /** Its address on this network. */
  readonly host: string;
  readonly info: GatewayInfo;
}

const service = "_enphase-envoy._tcp.local";

/**
 * Finds gateways on the local network by multicast DNS. Needs the optional package
 * `multicast-dns`. An answer counts only if `/info` at its address gives the serial number
 * that was announced; link-local addresses (169.254.x, fe80::) are left out. A gateway on
 * both WiFi and Ethernet is returned once. Rejects with Node's system error if the port is
 * not free (`EADDRINUSE`), and with the signal's reason if that aborts.
 */
export async function discover(
  options: DiscoverOptions = {},
): Promise<readonly DiscoveredGateway[]> {
  const { timeoutMs = 3_000, address = "224.0.0.251", port = 5353, signal } = options;
  const { default: multicastDns } = await import("multicast-dns").catch((cause: unknown) => {
    const message = "Discovery needs the package multicast-dns: npm install multicast-dns";
    throw new TypeError(message, { cause });
  });
  signal?.throwIfAborted();
  const isMulticast = address.startsWith("224.");
  const mdns = multicastDns(isMulticast ? { port, ip: address } : { multicast: false, port: 0 });
  const announced = new Map<string, Set<string>>();
  try {
    await new Promise<void>((resolve, reject) => {
      mdns.on("error", reject);
      mdns.on("response", (response) => collect(response, announced));
      mdns.query({ questions: [{ name: service, type: "PTR" }] }, { address, port });
      // The open socket keeps the process alive, and after an error nothing should.
      delay(timeoutMs, undefined, { signal, ref: false }).then(resolve, reject);
    });
  } catch (error) {
    signal?.throwIfAborted();
    throw error;
  } finally {
    await new Promise<void>((resolve) => mdns.destroy(resolve));
  }
  const found = new Map<string, DiscoveredGateway>();
  for (const [serial, hosts] of announced) {
    for (const host of hosts) {
      if (found.has(serial)) break;
      const info = await infoOf(host, options.gatewayPort, signal);
      if (info?.serialNumber === serial) found.set(serial, { host, info });
    }
  }
  return [...found.values()];
}

/** Adds the addresses that a response gives for each serial number it announces. */
function collect(
  { answers, additionals }: ResponsePacket,
  announced: Map<string, Set<string>>,
): void {
  const records = [...(answers ?? []), ...(additionals ?? [])];
  if (!records.some(({ name }) => name.toLowerCase().endsWith(service))) return;
  const serials: string[] = [];
  const hosts: string[] = [];
  for (const record of records) {
    if (record.type === "TXT") {
      for (const line of [record.data].flat()) {
        const [, serial] = /^serialnum=(\d+)$/.exec(String(line)) ?? [];
        if (serial !== undefined) serials.push(serial);
      }
    } else if (record.type === "A" || record.type === "AAAA") {
      if (isIP(record.data) !== 0 && !isLinkLocal(record.data)) hosts.push(record.data);
    }
  }
  for (const serial of serials) {
    const known = announced.get(serial) ?? new Set();
    for (const host of hosts) known.add(host);
    announced.set(serial, known);
  }
}

/** Addresses that a gateway assigns itself if no network assigns one; they may change at its next start. */
function isLinkLocal(address: string): boolean {
  return isIPv4(address) ? address.startsWith("169.254.") : /^fe[89ab]/i.test(address);
}

async function infoOf(
  host: string,
  port: number | undefined,
  signal: AbortSignal | undefined,
): Promise<GatewayInfo | undefined> {
  for (const protocol of ["https", "http"] as const) {
    const options = { host, protocol, timeoutMs: 10_000, ...(port === undefined ? {} : { port }) };
    await using client = new EnvoyClient(options);
    try {
      return await client.info(signal === undefined ? {} : { signal });
    } catch {
      signal?.throwIfAborted();
    }
  }
  return undefined;
}
