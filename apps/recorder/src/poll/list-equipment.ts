import { type EnvoyClient, EnvoyError, type Parsed } from "@envoy/envoy-client";
import type { Run } from "../run.js";
import { writeStateFields } from "../state/state-file.js";
import { type Equipment, equipmentFields, equipmentPath } from "./equipment.js";
import type { PollTime } from "./poll-time.js";

/** The groups of the inventory that are batteries. */
const batteryTypes: readonly string[] = ["ENCHARGE", "ACB"];

/**
 * Asks the gateway which meters and batteries there are, and keeps the answer. What it does not say now,
 * for lack of that page or because the page failed, stays as it is known: none, on a site that never had any.
 */
export async function listEquipment(
  { config, logger, signal }: Run,
  client: EnvoyClient,
  known: Equipment,
  time: PollTime,
): Promise<Equipment> {
  let hasFailed = false;
  const ask = async <T>(
    page: (signal: AbortSignal) => Promise<Parsed<T>>,
  ): Promise<readonly T[] | undefined> => {
    try {
      return (await time.share(page)).items;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof EnvoyError)) throw error;
      // Most gateways have no meters or batteries, and some not even these pages: not worth a warning.
      logger.debug(
        "page_failed",
        `Which meters and batteries there are is not known: ${error.message}`,
      );
      hasFailed ||= !isNotThere(error);
      return undefined;
    }
  };
  const meters = await ask((signal) => client.meters({ signal }));
  const inventory = await ask((signal) => client.ensembleInventory({ signal }));
  const equipment: Equipment = {
    meters:
      meters?.map(({ id, type, state, phaseCount }) => ({
        id,
        type,
        isEnabled: state === "enabled",
        phaseCount,
      })) ?? known.meters,
    hasBatteries:
      inventory?.some(({ type, devices }) => batteryTypes.includes(type) && devices.length > 0) ??
      known.hasBatteries,
  };
  const fields = equipmentFields(equipment, hasFailed);
  // Without the note, the next poll asks again.
  await writeStateFields(equipmentPath(config.state), fields).catch(() => undefined);
  return equipment;
}

/** Whether the gateway has no such page, or not for this login: it says so by the status, or in an object in place of a list. */
function isNotThere({ code, status, body = "" }: EnvoyError): boolean {
  if (code === "ERR_INVALID_BODY") return /^\s*\{/.test(body);
  return code === "ERR_UNAUTHORIZED" || status === 404;
}
