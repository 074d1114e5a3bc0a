import type { Position, SiteConfig } from "../config/site.js";
import { inShownOrder } from "../insight/shown-order.js";

/** The site as the manifest describes it. */
export interface ManifestSite {
  /** IANA name. */
  readonly time_zone: string | null;
  /** All that the archive knows, in the order in which they are shown. */
  readonly inverters: readonly ManifestInverter[];
  /** The names of their groups, in the order in which they are shown. */
  readonly groups: readonly string[];
}

interface ManifestInverter {
  /** The serial number, or the pseudonym in its place. */
  readonly id: string;
  readonly name: string | null;
  readonly group: string | null;
  readonly position: Position | null;
}

/** The inverters with all that the config says of them; `idOf` is what stands for a serial number. */
export function siteLayout(
  site: SiteConfig,
  timeZone: string | undefined,
  serials: readonly string[],
  idOf: (serial: string) => string = (serial) => serial,
): ManifestSite {
  const inverters = inShownOrder({ site }, serials).map((serial) => ({
    id: idOf(serial),
    name: site.names[serial] ?? null,
    group: groupOf(site, serial) ?? null,
    position: site.positions[serial] ?? null,
  }));
  const groups = Object.keys(site.groups).filter((name) =>
    inverters.some(({ group }) => group === name),
  );
  return { time_zone: timeZone ?? null, inverters, groups };
}

/** The same inverters without what tells where on the roof they are: their order would tell their groups. */
export function withoutLayout({ time_zone, inverters }: ManifestSite): ManifestSite {
  const ids = inverters.map(({ id }) => id).sort();
  return {
    time_zone,
    inverters: ids.map((id) => ({ id, name: null, group: null, position: null })),
    groups: [],
  };
}

function groupOf({ groups }: SiteConfig, serial: string): string | undefined {
  return Object.entries(groups).find(([, serials]) => serials.includes(serial))?.[0];
}
