import { join } from "node:path";
import { type FingerprintStore, memoryFingerprintStore } from "@envoy/envoy-client";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../run.js";
import { readStateFields, writeStateFields } from "../state/state-file.js";

const pathOf = (state: string): string => join(state, "gateway-certificate.json");

/** The fingerprints that are kept; whatever is added is forgotten with the process. */
export async function keptFingerprints(state: string): Promise<FingerprintStore> {
  const store = memoryFingerprintStore();
  for (const [origin, fingerprint] of Object.entries(await readStateFields(pathOf(state)))) {
    if (typeof fingerprint === "string") await store.set(origin, fingerprint);
  }
  return store;
}

/**
 * Keeps the fingerprint of the gateway's certificate between runs. If that fails, as on a
 * full disk, a warning is logged and the poll continues: without the fingerprint, the next
 * certificate counts as the first one seen.
 */
export function fingerprintFile({ config, logger }: Run): FingerprintStore {
  const path = pathOf(config.state);
  return {
    get: async (origin) => {
      const fields = await readStateFields(path, (error) => {
        logger.warning(
          "state_not_kept",
          `${path} cannot be read: ${messageOf(error)}. The gateway's certificate is not compared with the one before.`,
        );
      });
      const fingerprint = fields[origin];
      return typeof fingerprint === "string" ? fingerprint : undefined;
    },
    set: async (origin, fingerprint) => {
      try {
        await writeStateFields(path, { ...(await readStateFields(path)), [origin]: fingerprint });
      } catch (error) {
        logger.warning(
          "state_not_kept",
          `The fingerprint of the gateway's certificate could not be kept: ${messageOf(error)}`,
        );
      }
    },
  };
}
