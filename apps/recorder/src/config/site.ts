import { exitCode, RecorderError } from "../errors/exit-code.js";
import type { Settings } from "./schema.js";

/** What its owner says of the site, from `[site]`. */
export interface SiteConfig {
  /** IANA name, not checked: a poll does not need it, and asking `Intl` takes it 10 ms. */
  readonly timeZone: string | undefined;
  /** By serial number. */
  readonly names: Readonly<Record<string, string>>;
  /** Serial numbers by the group's name. */
  readonly groups: Readonly<Record<string, readonly string[]>>;
  /** By serial number. */
  readonly positions: Readonly<Record<string, Position>>;
}

/** Where a panel is on the roof, in panels: `x` to the right, `y` down. */
export interface Position {
  readonly x: number;
  readonly y: number;
}

/** Throws `RecorderError` if a name, a group or a position would not tell inverters apart. */
export function siteConfig(file: string, settings: Settings["site"]): SiteConfig {
  const { time_zone, names, groups, positions } = settings;
  const problem = problemOf(settings);
  if (problem !== undefined) throw new RecorderError(exitCode.config, `Config ${file}: ${problem}`);
  const places = Object.entries(positions).map(([serial, [x, y]]) => [serial, { x, y }]);
  return { timeZone: time_zone, names, groups, positions: Object.fromEntries(places) };
}

function problemOf({ names, groups, positions }: Settings["site"]): string | undefined {
  const name = repeated(Object.values(names));
  if (name !== undefined) {
    return `site.names: two inverters are called "${name}"; give one another name.`;
  }
  const serial = repeated(Object.values(groups).flat());
  if (serial !== undefined) {
    return `site.groups: inverter ${serial} is there twice; keep it once.`;
  }
  const place = repeated(Object.values(positions).map((position) => position.join(", ")));
  if (place === undefined) return undefined;
  return `site.positions: two inverters are at [${place}]; move one of them.`;
}

function repeated(values: readonly string[]): string | undefined {
  return values.find((value, i) => values.indexOf(value) !== i);
}
