import { join } from "node:path";
import type { FingerprintStore } from "@envoy/envoy-client";
import { messageOf } from "../errors/message-of.js";
import type { Run } from "../run.js";
import { readStateFields, writeStateFields } from "../state/state-file.js";

/**
 * Keeps the fingerprint of the gateway's certificate between runs. If that fails, as on a
 * full disk, a warning is logged and the poll continues: without the fingerprint, the next
 * certificate counts as the first one seen.
 */
export function fingerprintFile({ config, logger }: Run): FingerprintStore {
  const path = join(config.state, "gateway-certificate.json");
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
