import { isDeepStrictEqual } from "node:util";
import { archiveFolder, datasetFiles, withManifest } from "./dataset-files.js";
import { readingsIn, spanOf } from "./dataset-manifest.js";
import type { Household } from "./household.js";
import { compareReadings, keyOf, type Reading } from "./reading.js";

/**
 * What happens to a household's dataset between two pulls:
 *
 * - "first": nothing yet, but some readings have not arrived: those that "late" and "damaged" bring.
 * - "late": readings of an early day of one inverter, and all of the day before the last.
 * - "repeated": all files are written anew, with the same rows and other bytes.
 * - "conflicting": some readings have other values than before.
 * - "damaged": the newest file, with the last day's readings in it, cannot be used.
 * - "repaired": it can.
 * - "removed": the oldest file is gone.
 */
export type Change =
  | "first"
  | "late"
  | "repeated"
  | "conflicting"
  | "damaged"
  | "repaired"
  | "removed";

/** A dataset at the time of one pull, and what a fleet has to have afterwards. */
export interface LaterPull {
  readonly change: Change;
  /** By their path in the dataset. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** All readings that this pull and those before it brought, sorted by serial number and time; of each key the first that was captured. */
  readonly expected: readonly Reading[];
  /** The files that cannot be used. */
  readonly damaged: readonly string[];
  /** The files that were there at the pull before. */
  readonly removed: readonly string[];
  /** How many readings differ from those that were captured first. */
  readonly conflicts: number;
}

/** Options of {@link laterPulls}. */
export interface LaterPullsOptions {
  /**
   * "cut-off": the file lost its end, and the manifest describes what is left. "flipped-bit": one bit changed after the
   * manifest was made; in a dataset without one, a bit of the file's last byte, which no reader accepts.
   * @default "cut-off"
   */
  readonly damage?: "cut-off" | "flipped-bit";
}

/** A household's dataset at seven pulls, one for each change, in the order of {@link Change}. Needs readings of at least four days. */
export async function laterPulls(
  household: Household,
  { damage = "cut-off" }: LaterPullsOptions = {},
): Promise<readonly LaterPull[]> {
  const story = new Story(household);
  const { early, late, last } = story.portions;
  const pulls = [await story.pull("first", early)];
  pulls.push(await story.pull("late", [...early, ...late]));
  pulls.push(await story.pull("repeated", [...early, ...late], { rewritten: "once" }));
  const altered = [...early, ...late].map((reading, row) =>
    row % 97 === 5 ? { ...reading, joulesProduced: reading.joulesProduced + 1000 } : reading,
  );
  pulls.push(await story.pull("conflicting", altered));
  const all = [...altered, ...last];
  pulls.push(await story.damagedPull(all, damage));
  pulls.push(await story.pull("repaired", all));
  pulls.push(await story.pullWithoutOldest(all));
  return pulls;
}

interface DatasetAtPull {
  readonly readings: readonly Reading[];
  readonly files: ReadonlyMap<string, Uint8Array>;
}

class Story {
  readonly #household: Household;
  readonly #captured = new Map<string, Reading>();
  #latest: DatasetAtPull | undefined;

  constructor(household: Household) {
    this.#household = household;
  }

  /** What is there at first, what "late" brings, and what "damaged" does. */
  get portions(): Readonly<Record<"early" | "late" | "last", readonly Reading[]>> {
    const { readings, serialNumbers } = this.#household;
    const dayOf = ({ endDate }: Reading): number => Math.floor(endDate / 86_400);
    const days = [...new Set(readings.map(dayOf))].sort((a, b) => a - b);
    const [lastDay, dayBefore] = [days.at(-1), days.at(-2)];
    const isLast = (reading: Reading): boolean => dayOf(reading) === lastDay;
    const isLate = (reading: Reading): boolean =>
      dayOf(reading) === dayBefore ||
      (dayOf(reading) === days[1] && reading.serialNumber === serialNumbers[1]);
    return {
      early: readings.filter((reading) => !isLast(reading) && !isLate(reading)),
      late: readings.filter((reading) => !isLast(reading) && isLate(reading)),
      last: readings.filter(isLast),
    };
  }

  async pull(
    change: Change,
    readings: readonly Reading[],
    metadata?: Readonly<Record<string, string>>,
  ): Promise<LaterPull> {
    const files = await this.#filesOf(readings, metadata);
    return this.#pulled({ change, files, usable: readings });
  }

  /** The newest file is damaged, so its readings are not captured; whatever else is new is. */
  async damagedPull(
    readings: readonly Reading[],
    damage: "cut-off" | "flipped-bit",
  ): Promise<LaterPull> {
    const content = this.#content(readings);
    const files = await this.#filesOf(readings);
    const path = archivePaths(files).at(-1) ?? "";
    const bytes = files.get(path) ?? new Uint8Array();
    const usable = readingsOutside(path, readings);
    const damagedFiles =
      damage === "cut-off"
        ? withManifest(content, new Map(files).set(path, bytes.subarray(0, bytes.length / 2)))
        : new Map(files).set(path, flipBit(bytes, files.has("manifest.json")));
    return this.#pulled({ change: "damaged", files: damagedFiles, usable, damaged: [path] });
  }

  async pullWithoutOldest(readings: readonly Reading[]): Promise<LaterPull> {
    const files = new Map(await this.#filesOf(readings));
    const path = archivePaths(files)[0] ?? "";
    const left = readingsOutside(path, readings);
    files.delete(path);
    return this.#pulled({
      change: "removed",
      files: withManifest(this.#content(left), files),
      usable: left,
      removed: [path],
    });
  }

  /** Files whose rows are those of the pull before keep their bytes, as a recorder leaves them alone, unless they get other metadata. */
  async #filesOf(
    readings: readonly Reading[],
    metadata?: Readonly<Record<string, string>>,
  ): Promise<ReadonlyMap<string, Uint8Array>> {
    const content = this.#content(readings);
    const files = await datasetFiles(metadata === undefined ? content : { ...content, metadata });
    const before = metadata === undefined ? this.#latest : undefined;
    for (const path of files.keys()) {
      const bytes = before?.files.get(path);
      const rows = readingsIn(path, readings);
      if (
        bytes !== undefined &&
        isDeepStrictEqual(rows, readingsIn(path, before?.readings ?? []))
      ) {
        files.set(path, bytes);
      }
    }
    this.#latest = { readings, files: withManifest(content, files) };
    return this.#latest.files;
  }

  #content(readings: readonly Reading[]): Parameters<typeof datasetFiles>[0] {
    const { shape, place } = this.#household;
    return { shape, readings, timeZone: place.timeZone };
  }

  #pulled({
    change,
    files,
    usable,
    damaged = [],
    removed = [],
  }: Pick<LaterPull, "change" | "files"> &
    Partial<Pick<LaterPull, "damaged" | "removed">> & {
      readonly usable: readonly Reading[];
    }): LaterPull {
    let conflicts = 0;
    for (const reading of usable) {
      const key = keyOf(reading);
      const first = this.#captured.get(key);
      if (first === undefined) this.#captured.set(key, reading);
      else if (first.joulesProduced !== reading.joulesProduced) conflicts++;
    }
    const expected = [...this.#captured.values()].sort(compareReadings);
    return { change, files, expected, damaged, removed, conflicts };
  }
}

/** Oldest first. */
function archivePaths(files: ReadonlyMap<string, Uint8Array>): readonly string[] {
  return [...files.keys()]
    .filter((path) => path.startsWith(`${archiveFolder}/`))
    .sort((a, b) => spanOf(a)[0] - spanOf(b)[0]);
}

function readingsOutside(path: string, readings: readonly Reading[]): readonly Reading[] {
  const inside = new Set(readingsIn(path, readings));
  return readings.filter((reading) => !inside.has(reading));
}

function flipBit(bytes: Uint8Array, isDescribed: boolean): Uint8Array {
  const flipped = new Uint8Array(bytes);
  const at = isDescribed ? flipped.length >> 1 : flipped.length - 1;
  flipped[at] = (flipped[at] ?? 0) ^ 1;
  return flipped;
}
