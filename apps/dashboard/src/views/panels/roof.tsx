import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import { levelOf } from "../../charts/level.js";
import { useWidth } from "../../charts/use-width.js";
import type { Site } from "../../data/site.js";
import { moveOfKey } from "../../state/keyboard.js";
import { formatRoute, routeTo } from "../../state/route.js";
import { type Layout, layouts, nextPlace } from "./places.js";

/** What a tile shows. */
export interface Tile {
  /** From 0 to 1; NaN if no reading tells. */
  readonly share: number;
  readonly value: string;
  /** As a share of the group's median, such as "62 %"; empty if it is not known. */
  readonly ratio: string;
  /** All of it in words. */
  readonly text: string;
}

/** In pixels: a name and a number are readable in the narrowest, and the widest are still tiles. */
const narrowest = 60;
const widest = 112;
const height = 64;
const gap = 4;

/** The panels as tiles: where they are on the roof, or in rows by group. */
export function Roof({
  site,
  year,
  tiles,
}: {
  readonly site: Site;
  readonly year: string;
  readonly tiles: readonly Tile[];
}): JSX.Element {
  const [element, width] = useWidth<HTMLDivElement>();
  const [current, setCurrent] = useState(0);
  const perRow = Math.max(1, Math.floor(width / 84));
  const parts = useMemo(() => layouts(site.inverters, site.groups, perRow), [site, perRow]);
  return (
    <div ref={element} class="roof">
      {width === 0
        ? null
        : parts.map((layout) => (
            <Part
              key={layout.title}
              {...{ layout, site, year, tiles, width, current, setCurrent }}
            />
          ))}
    </div>
  );
}

function Part({
  layout,
  site,
  year,
  tiles,
  width,
  current,
  setCurrent,
}: {
  readonly layout: Layout;
  readonly site: Site;
  readonly year: string;
  readonly tiles: readonly Tile[];
  readonly width: number;
  readonly current: number;
  readonly setCurrent: (inverter: number) => void;
}): JSX.Element {
  const { places, columns, rows, title } = layout;
  const unit = Math.min(widest, Math.max(narrowest, Math.floor((width - 8) / columns)));
  const names = useMemo(
    () => places.map(({ inverter }) => nameOn(site, inverter, unit)),
    [site, places, unit],
  );
  const isHere = places.some(({ inverter }) => inverter === current);
  const onKey = (event: KeyboardEvent): void => {
    const by = moveOfKey(event.key);
    const from = places.find(({ inverter }) => inverter === current) ?? places[0];
    if (by === undefined || from === undefined) return;
    event.preventDefault();
    const to = nextPlace(places, from, by)?.inverter;
    if (to === undefined) return;
    setCurrent(to);
    const { currentTarget } = event;
    if (currentTarget instanceof HTMLElement) focusTile(currentTarget, to);
  };
  return (
    <>
      {title === undefined ? null : <h2>{title}</h2>}
      <div class="roof-scroll" data-own-gestures={unit * columns > width ? "" : undefined}>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form. */}
        <div
          class="roof-part"
          role="group"
          aria-label={title ?? "Panels"}
          data-own-keys
          onKeyDown={onKey}
          style={{ width: px(unit * columns), height: px((height + gap) * rows) }}
        >
          {places.map(({ inverter, x, y }, place) => (
            <a
              key={inverter}
              data-inverter={inverter}
              class={`tile ${classOf(tiles[inverter])}`}
              href={formatRoute(routeTo("panel", site.inverters[inverter]?.id ?? "", year))}
              tabIndex={(isHere ? inverter === current : place === 0) ? 0 : -1}
              onFocus={() => setCurrent(inverter)}
              style={{
                left: px(x * unit),
                top: px(y * (height + gap)),
                width: px(unit - gap),
                height: px(height),
              }}
            >
              <span class="unseen">
                {site.inverters[inverter]?.name}: {tiles[inverter]?.text}
              </span>
              <span class="tile-name" aria-hidden="true">
                {names[place]}
              </span>
              <b aria-hidden="true">{tiles[inverter]?.value}</b>
              <span aria-hidden="true">{tiles[inverter]?.ratio}</span>
            </a>
          ))}
        </div>
      </div>
    </>
  );
}

function px(pixels: number): string {
  return `${pixels}px`;
}

function focusTile(part: HTMLElement, inverter: number): void {
  part.querySelector<HTMLElement>(`[data-inverter="${inverter}"]`)?.focus();
}

function classOf(tile: Tile | undefined): string {
  return tile === undefined || Number.isNaN(tile.share) ? "missing-cell" : levelOf(tile.share);
}

/** Where a name is too long for a tile, those that begin with their group's are told apart by their ends. */
function nameOn({ inverters }: Site, place: number, unit: number): string {
  const { name = "", group } = inverters[place] ?? {};
  const isLong = inverters.some((other) => other.name.length * 8 > unit - 10);
  if (!isLong || group === undefined || !name.startsWith(`${group} `)) return name;
  return `${group.charAt(0)}\u2009${name.slice(group.length + 1)}`;
}
