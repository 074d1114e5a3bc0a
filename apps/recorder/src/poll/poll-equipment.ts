import { type EnvoyClient, EnvoyError, type PageName } from "@envoy/envoy-client";
import type { WalBuffer } from "@envoy/wal-buffer";
import type { Run } from "../run.js";
import { noteTime } from "../state/noted-time.js";
import { batteriesLabel, batteryPowerLabel, compressionOf, metersLabel } from "./buffer.js";
import { type Equipment, type EquipmentPlan, equipmentPolledPath, hasMeters } from "./equipment.js";
import { listEquipment } from "./list-equipment.js";
import { endPageOutage, logFailedPage } from "./page-outage.js";
import { PollTime } from "./poll-time.js";
import { saveAnswer } from "./save-answer.js";

/** A page that is saved as it is, with the label of its entry. */
interface LabelledPage {
  readonly label: string;
  readonly page: PageName;
}

const meterPages: readonly LabelledPage[] = [{ label: metersLabel, page: "meterReadings" }];
const batteryPages: readonly LabelledPage[] = [
  { label: batteriesLabel, page: "ensembleInventory" },
  { label: batteryPowerLabel, page: "batteryPower" },
];

/**
 * Saves the pages of meters and batteries, unparsed and one after the other, once the inverters' page is
 * safe. One that fails is logged and costs only itself. Yields the labels of those that were saved. Rejects
 * with `RecorderError` if the disk fails. `began` is when the poll did, by `performance.now()`.
 */
export async function* pollEquipment(
  run: Run,
  buffer: WalBuffer,
  client: EnvoyClient,
  { known, isListDue, isPollDue }: EquipmentPlan,
  began: number,
): AsyncGenerator<string> {
  const time = new PollTime(began, run.signal);
  const equipment = isListDue ? await listEquipment(run, client, known, time) : known;
  const pages = isPollDue ? pagesOf(run, equipment) : [];
  for (const { label, page } of pages) {
    const answer = await ask(run, client, { label, page }, time);
    if (answer === undefined) continue;
    await saveAnswer(answer, buffer, { label, compression: compressionOf(run.config, true) });
    await endPageOutage(run, label);
    yield label;
  }
  const { state, tables } = run.config;
  if (pages.length > 0 && tables.intervalMinutes > 1) {
    await noteTime(equipmentPolledPath(state)).catch(() => undefined);
  }
}

function pagesOf({ config: { tables } }: Run, equipment: Equipment): readonly LabelledPage[] {
  return [
    ...(tables.meters && hasMeters(equipment) ? meterPages : []),
    ...(tables.batteries && equipment.hasBatteries ? batteryPages : []),
  ];
}

/** The bytes of a page; undefined if the gateway has none, or it failed, which is logged. */
async function ask(
  run: Run,
  client: EnvoyClient,
  { label, page }: LabelledPage,
  time: PollTime,
): Promise<Uint8Array | undefined> {
  try {
    return await time.share((signal) => client.pageBytes(page, { signal }));
  } catch (error) {
    run.signal.throwIfAborted();
    if (!(error instanceof EnvoyError)) throw error;
    // A gateway of AC Batteries has no powers of them, and that is no failure.
    if (error.status === 404) run.logger.debug("page_failed", error.message);
    else await logFailedPage(run, label, error);
    return undefined;
  }
}
