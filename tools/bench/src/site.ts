import { cpSync, linkSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { createSite, deviceDataPage } from "@envoy/envoy-simulator";

/** 1 June 2026; its month has 43,200 minutes. */
export const monthStart: number = Date.UTC(2026, 5, 1) / 1000;

/** Writes polls of a simulated site, one a minute, into a folder. */
export function writePolls(
  folder: string,
  options: {
    readonly polls: number;
    readonly start?: number;
    readonly inverters?: number;
    readonly gzip?: boolean;
  },
): void {
  const { polls, start = monthStart, inverters = 10, gzip = false } = options;
  const site = createSite({ since: monthStart - 86_400, inverters, inactiveInverter: -1 });
  mkdirSync(folder, { recursive: true });
  for (let i = 0; i < polls; i++) {
    const seconds = start + 60 * i;
    const text = deviceDataPage(site.invertersAt(seconds), inverters);
    const path = join(folder, `${seconds}.json`);
    if (gzip) writeFileSync(`${path}.gz`, gzipSync(text));
    else writeFileSync(path, text);
  }
}

/** A recorder's folder whose buffer holds these polls (as links: a flush deletes them) beside an archive. */
export function freshFolder(
  folder: string,
  options: {
    readonly polls?: string;
    readonly archive?: string;
    /** What an earlier poll left in its state folder: the gateway's certificate fingerprint. */
    readonly state?: string;
    readonly envoy?: { readonly host: string; readonly port: number; readonly token: string };
  },
): string {
  const { host, port, token } = options.envoy ?? { host: "127.0.0.1", port: 9, token: "none" };
  rmSync(folder, { recursive: true, force: true });
  const incoming = join(folder, "data/live_buffer/incoming");
  mkdirSync(incoming, { recursive: true });
  if (options.polls !== undefined) {
    for (const name of readdirSync(options.polls)) {
      linkSync(join(options.polls, name), join(incoming, name));
    }
  }
  if (options.archive !== undefined) {
    cpSync(options.archive, join(folder, "data/parquet_archive"), { recursive: true });
  }
  if (options.state !== undefined) {
    cpSync(options.state, join(folder, "data/state"), { recursive: true });
  }
  const envoy = `[envoy]\nip_address = "${host}"\nport = ${port}\ntoken = "${token}"\n`;
  writeFileSync(join(folder, "config.toml"), `${envoy}[logging]\nlevel = "WARNING"\n`, {
    mode: 0o600,
  });
  return folder;
}
