import type { JSX } from "preact";
import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { Figure } from "../../charts/figure.js";
import { LevelLegend } from "../../charts/level-legend.js";
import type { Panels } from "../../data/results.js";
import { clockTime, longDate } from "../../format/date.js";
import { energyText, powerText } from "../../format/quantity.js";
import { Answer } from "../../parts/answer.js";
import { replace } from "../../state/navigation.js";
import { withQuery } from "../../state/route.js";
import type { ViewProps } from "../view.js";
import { panelsSentence } from "./panels-sentence.js";
import { Player } from "./player.js";
import { Roof } from "./roof.js";
import {
  daylightOf,
  dayTiles,
  greatestOf,
  placeOfTime,
  stepTiles,
  tableOf,
} from "./roof-values.js";

/** The address follows when nothing has moved for so long: browsers allow it only so often. */
const settledMs = 300;

/** A day's panels: its energy, or the power at a time that the address names. */
export function RoofDay({
  route,
  site,
  day,
  panels,
}: ViewProps & { readonly day: string; readonly panels: Panels }): JSX.Element {
  const light = useMemo(() => daylightOf(panels), [panels]);
  const mostWatts = useMemo(() => greatestOf(panels.byInverter.map(greatestOf)), [panels]);
  const at = route.query["at"];
  const named = useMemo(
    () => placeOfTime(at, panels, light, site.zone),
    [at, panels, light, site.zone],
  );
  const [moved, setMoved] = useState<{ readonly place: number | undefined }>();
  const place = moved === undefined ? named : moved.place;
  const step = place === undefined ? undefined : light.from + place;
  const time = step === undefined ? undefined : panels.from + step * panels.stepMs;
  const clock = time === undefined ? undefined : clockTime(time, site.zone);
  const move = useCallback((to: number | undefined) => setMoved({ place: to }), []);

  const latest = useRef(route);
  latest.current = route;
  useEffect(() => {
    if (moved === undefined) return;
    const timer = setTimeout(() => replace(withQuery(latest.current, { at: clock })), settledMs);
    return () => clearTimeout(timer);
  }, [moved, clock]);

  const tiles =
    step === undefined
      ? dayTiles(site, panels)
      : stepTiles(site, panels, { step, most: mostWatts });
  const ratios =
    step === undefined
      ? panels.ratioOfDay
      : panels.ratios.map((ofPanel) => ofPanel[step] ?? Number.NaN);
  const total = step === undefined ? Number.NaN : (panels.total[step] ?? Number.NaN);
  const most =
    step === undefined ? energyText(greatestOf(panels.joulesByInverter)) : powerText(mostWatts);
  const isMissing = tiles.some(({ share }) => Number.isNaN(share));
  return (
    <>
      <Answer>
        {panelsSentence(site, {
          ratios,
          clock,
          total: clock === undefined ? energyText(panels.joules) : powerText(total),
        })}
      </Answer>
      <Figure
        caption={
          clock === undefined
            ? "Energy of the day in kWh, and what that is of the group’s median"
            : `Power at ${clock} in watts: ${powerText(total)} together`
        }
        table={() => tableOf(site, panels, step, `${longDate(day)}`)}
      >
        <Roof site={site} year={day.slice(0, 4)} tiles={tiles} />
        <LevelLegend
          least="0"
          most={Number.isNaN(panels.joules) ? undefined : `${most}, the best`}
          missing={isMissing ? "no reading" : undefined}
        />
      </Figure>
      {light.to <= light.from ? null : (
        <Player
          watts={panels.total.subarray(light.from, light.to)}
          from={clockTime(panels.from + light.from * panels.stepMs, site.zone)}
          to={clockTime(panels.from + light.to * panels.stepMs, site.zone)}
          place={place}
          text={clock === undefined ? "The whole day" : `${clock}, ${powerText(total)}`}
          move={move}
        />
      )}
    </>
  );
}
