import type { SiteInverter } from "../../data/site.js";

/** Where a tile is: its left upper corner, in tiles. */
export interface Place {
  readonly inverter: number;
  readonly x: number;
  readonly y: number;
}

/** Tiles that are shown together, and how many tiles they need. */
export interface Layout {
  /** Undefined if it is the roof as it is. */
  readonly title: string | undefined;
  readonly places: readonly Place[];
  readonly columns: number;
  readonly rows: number;
}

/**
 * The roof by the positions of its panels; those that have none, group by group in rows of at most `columns`.
 */
export function layouts(
  inverters: readonly SiteInverter[],
  groups: readonly string[],
  columns: number,
): readonly Layout[] {
  const roof = roofOf(inverters);
  const left = [...inverters.keys()].filter((place) => inverters[place]?.position === undefined);
  const names = groups.length === 0 ? [undefined] : [...groups, undefined];
  const grids = names.flatMap((name) => {
    const members = left.filter((place) => inverters[place]?.group === name);
    if (members.length === 0) return [];
    const title = name ?? (groups.length === 0 && roof === undefined ? undefined : "In no group");
    return [gridOf(title, members, columns)];
  });
  return roof === undefined ? grids : [roof, ...grids];
}

function roofOf(inverters: readonly SiteInverter[]): Layout | undefined {
  const placed = inverters.flatMap(({ position }, inverter) =>
    position === undefined ? [] : [{ inverter, ...position }],
  );
  if (placed.length === 0) return undefined;
  const left = Math.min(...placed.map(({ x }) => x));
  const top = Math.min(...placed.map(({ y }) => y));
  const places = placed.map(({ inverter, x, y }) => ({ inverter, x: x - left, y: y - top }));
  return {
    title: undefined,
    places,
    columns: Math.max(...places.map(({ x }) => x)) + 1,
    rows: Math.max(...places.map(({ y }) => y)) + 1,
  };
}

function gridOf(title: string | undefined, members: readonly number[], columns: number): Layout {
  // Rows of equal length are tidier than full ones and a rest.
  const rows = Math.ceil(members.length / columns);
  const inRow = Math.ceil(members.length / rows);
  const places = members.map((inverter, i) => ({
    inverter,
    x: i % inRow,
    y: Math.floor(i / inRow),
  }));
  return { title, places, columns: inRow, rows };
}

/** The tile that is next in a direction: the nearest of those that are further that way. */
export function nextPlace(
  places: readonly Place[],
  from: Place,
  { x, y }: { readonly x: number; readonly y: number },
): Place | undefined {
  const distance = (to: Place): number => {
    const along = (to.x - from.x) * x + (to.y - from.y) * y;
    const aside = Math.abs((to.x - from.x) * y) + Math.abs((to.y - from.y) * x);
    return along > 0 ? along + 3 * aside : Number.POSITIVE_INFINITY;
  };
  const [nearest] = [...places].sort((a, b) => distance(a) - distance(b));
  return nearest === undefined || distance(nearest) === Number.POSITIVE_INFINITY
    ? undefined
    : nearest;
}
