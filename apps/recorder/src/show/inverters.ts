import type { Readings } from "@envoy/solar-insight";
import type { Config } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { nearestWord } from "../errors/nearest-word.js";
import { inShownOrder } from "../insight/shown-order.js";

/** What a person calls an inverter: its name, or else its serial number. */
export function nameOf({ site }: Pick<Config, "site">, serial: string): string {
  return site.names[serial] ?? serial;
}

/** Inverters that are shown below one another. */
interface ShownGroup {
  /** Undefined if the site has no groups. */
  readonly name: string | undefined;
  /** Places in the list of inverters. */
  readonly places: readonly number[];
}

/** The inverters, which are in the order that they are shown, by group; those of none are last. */
export function inGroups(
  { site }: Pick<Config, "site">,
  inverters: readonly string[],
): readonly ShownGroup[] {
  const places = inverters.map((_, place) => place);
  const groups = Object.entries(site.groups).map(([name, serials]) => ({
    name,
    places: places.filter((place) => serials.includes(inverters[place] ?? "")),
  }));
  const grouped = groups.flatMap((group) => group.places);
  const others = places.filter((place) => !grouped.includes(place));
  const last = { name: grouped.length === 0 ? undefined : "in no group", places: others };
  return [...groups, last].filter((group) => group.places.length > 0);
}

/**
 * The readings of the wanted inverters, by serial number or name, in the order that they are
 * shown; of all if none is named. Throws `RecorderError` for one that nobody knows.
 */
export function chosenInverters(
  config: Pick<Config, "site">,
  readings: Readings,
  wanted: readonly string[],
): Readings {
  const known = inShownOrder(config, readings.inverters);
  const serials = wanted.map((word) => {
    const serial = known.find((one) => one === word || nameOf(config, one) === word);
    if (serial === undefined) throw unknownInverter(config, word, known);
    return serial;
  });
  const inverters = wanted.length === 0 ? known : known.filter((one) => serials.includes(one));
  const places = readings.inverters.map((serial) => inverters.indexOf(serial));
  const rows = Array.from(readings.end, (_, row) => row).filter(
    (row) => (places[readings.inverter[row] ?? -1] ?? -1) >= 0,
  );
  const pick = (column: ArrayLike<number>): Float64Array =>
    Float64Array.from(rows, (row) => column[row] ?? Number.NaN);
  return {
    inverters,
    inverter: rows.map((row) => places[readings.inverter[row] ?? -1] ?? -1),
    end: pick(readings.end),
    duration: pick(readings.duration),
    joules: pick(readings.joules),
    wattHoursToday: pick(readings.wattHoursToday ?? []),
  };
}

function unknownInverter(
  config: Pick<Config, "site">,
  word: string,
  known: readonly string[],
): RecorderError {
  const words = known.map((serial) => nameOf(config, serial));
  const nearest = nearestWord(word, [...words, ...known]);
  const advice =
    nearest === undefined
      ? words.length === 0
        ? "; none has reported around that time"
        : `; there are: ${words.slice(0, 10).join(", ")}${words.length > 10 ? ", ..." : ""}`
      : `; did you mean "${nearest}"?`;
  return new RecorderError(exitCode.config, `There is no inverter "${word}"${advice}`);
}
