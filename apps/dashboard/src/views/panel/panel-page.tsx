import type { JSX } from "preact";
import { Answer } from "../../parts/answer.js";
import { Stepper } from "../../parts/stepper.js";
import { formatRoute } from "../../state/route.js";
import type { ViewProps } from "../view.js";
import { PanelPeaks } from "./panel-peaks.js";
import { inverterOfRoute, neighbourOf, panelRoute, yearOfPanel } from "./panel-route.js";
import { PanelYear } from "./panel-year.js";

export function PanelPage({ route, site }: ViewProps): JSX.Element {
  const inverter = inverterOfRoute(route, site);
  const year = yearOfPanel(route, site);
  if (inverter === undefined) return <Answer>The archive knows no panel of this number</Answer>;
  return (
    <>
      <Stepper
        unit="year"
        back={panelRoute(route, site, { year: year - 1 })}
        forward={panelRoute(route, site, { year: year + 1 })}
      >
        {inverter.name} in {year}
      </Stepper>
      <PanelYear key={`${inverter.id} ${year}`} {...{ site, inverter, year }} />
      <PanelPeaks inverter={inverter} site={site} />
      <Neighbours route={route} site={site} />
    </>
  );
}

function Neighbours({ route, site }: ViewProps): JSX.Element {
  const id = inverterOfRoute(route, site)?.id ?? "";
  const link = (by: -1 | 1): JSX.Element | null => {
    const other = neighbourOf(site, id, by);
    const to = other && panelRoute(route, site, { id: other.id });
    return to === undefined ? null : (
      <a href={formatRoute(to)}>{by < 0 ? `‹ ${other?.name}` : `${other?.name} ›`}</a>
    );
  };
  return (
    <nav class="neighbours" aria-label="Other panels">
      {link(-1)}
      {link(1)}
    </nav>
  );
}
