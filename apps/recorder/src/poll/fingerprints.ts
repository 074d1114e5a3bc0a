import { join } from "node:path";
import type { FingerprintStore } from "@envoy/envoy-client";
import { readStateFile, writeStateFile } from "../state/state-file.js";

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
        await writeStateFile(path, fingerprints);
      } catch (error) {
        onFailure(error);
      }
    },
  };
}

async function read(path: string): Promise<Readonly<Record<string, string>>> {
  return ((await readStateFile(path)) ?? {}) as Readonly<Record<string, string>>;
}
