import { join } from "node:path";
import type { Config } from "../config/config.js";
import { isWithin, readNotedTime, unixSeconds } from "../state/noted-time.js";
import { readStateFields } from "../state/state-file.js";

/** A meter that the gateway lists. */
interface KnownMeter {
  readonly id: number;
  /** What it measures, such as "production". */
  readonly type: string;
  /** False: it is not installed, and what its reading shows is noise. */
  readonly isEnabled: boolean;
  readonly phaseCount: number | undefined;
}

/** Which meters and batteries the site has, as the gateway last listed them. */
export interface Equipment {
  /** Undefined if it has never been known. */
  readonly meters: readonly KnownMeter[] | undefined;
  readonly hasBatteries: boolean;
}

/** What is kept of the site's equipment between runs. */
interface EquipmentNote {
  readonly equipment: Equipment;
  /** Whether the gateway should be asked again. */
  readonly isDue: boolean;
}

const hour = 3600;
const day = 86_400;

/** What the gateway listed, and when it was asked. */
export const equipmentPath = (state: string): string => join(state, "equipment.json");

/** When meters and batteries were last polled, where that is not each minute. */
export const equipmentPolledPath = (state: string): string => join(state, "equipment-polled.txt");

/** What the state folder knows of the site's equipment; nothing if the file is missing or damaged. */
export async function readEquipment(state: string): Promise<EquipmentNote> {
  const fields = await readStateFields(equipmentPath(state));
  const { asked_at, has_failed, meters, batteries } = fields;
  const seconds = has_failed === true ? hour : day;
  return {
    equipment: {
      meters: Array.isArray(meters) ? meters.flatMap(readMeter) : undefined,
      hasBatteries: batteries === true,
    },
    isDue: typeof asked_at !== "number" || !isWithin(asked_at, seconds, unixSeconds()),
  };
}

/** The fields of the file that {@link readEquipment} reads. A failure has the gateway asked again within the hour. */
export function equipmentFields(
  { meters, hasBatteries }: Equipment,
  hasFailed: boolean,
): Readonly<Record<string, unknown>> {
  return {
    asked_at: unixSeconds(),
    has_failed: hasFailed,
    meters: meters?.map(({ id, type, isEnabled, phaseCount }) => ({
      id,
      type,
      enabled: isEnabled,
      phases: phaseCount,
    })),
    batteries: hasBatteries,
  };
}

/** What a poll has to do for meters and batteries. */
export interface EquipmentPlan {
  readonly known: Equipment;
  /** There are meters or batteries that the config wants polled. */
  readonly hasAny: boolean;
  /** The gateway should be asked which there are. */
  readonly isListDue: boolean;
  /** The interval since they were last polled has passed. */
  readonly isPollDue: boolean;
}

/** Plans what a poll does for meters and batteries. On a site that has none, this reads one small file. */
export async function planEquipment({
  state,
  tables,
}: Pick<Config, "state" | "tables">): Promise<EquipmentPlan> {
  const { equipment: known, isDue } =
    tables.meters || tables.batteries ? await readEquipment(state) : nothingWanted;
  const hasAny = (tables.meters && hasMeters(known)) || (tables.batteries && known.hasBatteries);
  const isPollDue = (hasAny || isDue) && (await isIntervalOver(state, tables.intervalMinutes));
  return { known, hasAny, isListDue: isDue, isPollDue };
}

const nothingWanted: EquipmentNote = {
  equipment: { meters: undefined, hasBatteries: false },
  isDue: false,
};

/** Whether any meter is installed. */
export function hasMeters({ meters = [] }: Equipment): boolean {
  return meters.some(({ isEnabled }) => isEnabled);
}

/** A run of cron may begin some seconds earlier in its minute than the one before. */
const jitterSeconds = 30;

async function isIntervalOver(state: string, intervalMinutes: number): Promise<boolean> {
  if (intervalMinutes <= 1) return true;
  const polled = await readNotedTime(equipmentPolledPath(state));
  return (
    polled === undefined || !isWithin(polled, intervalMinutes * 60 - jitterSeconds, unixSeconds())
  );
}

function readMeter(meter: unknown): readonly KnownMeter[] {
  if (typeof meter !== "object" || meter === null) return [];
  const { id, type, enabled, phases }: Readonly<Record<string, unknown>> = { ...meter };
  if (typeof id !== "number" || typeof type !== "string") return [];
  const phaseCount = typeof phases === "number" && phases > 0 ? phases : undefined;
  return [{ id, type, isEnabled: enabled === true, phaseCount }];
}
