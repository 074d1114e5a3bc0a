import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { FingerprintStore } from "@envoy/envoy-client";

/**
 * Keeps the gateway's certificate fingerprint in the state folder. Where that fails, as on a
 * full disk, it is told and the poll goes on: losing the fingerprint only makes the next
 * one seen the first.
 */
export function fingerprintFile(
  state: string,
  onFailure: (error: unknown) => void,
): FingerprintStore {
  const path = join(state, "gateway-certificate.json");
  return {
    get: async (origin) => (await read(path))[origin],
    set: async (origin, fingerprint) => {
      const fingerprints = { ...(await read(path)), [origin]: fingerprint };
      try {
        await mkdir(state, { recursive: true, mode: 0o700 });
        await writeFile(path, `${JSON.stringify(fingerprints, undefined, 1)}\n`, { mode: 0o600 });
      } catch (error) {
        onFailure(error);
      }
    },
  };
}

async function read(path: string): Promise<Readonly<Record<string, string>>> {
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch {
    return {};
  }
}
