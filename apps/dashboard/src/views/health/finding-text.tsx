import { dayName } from "@envoy/solar-insight";
import type { JSX } from "preact";
import type { Health } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { formatRoute, routeTo } from "../../state/route.js";
import { findingSentence } from "./finding-sentence.js";

/** What stands out about a panel; its name leads to its own view. */
export function FindingText({
  site,
  finding,
  until,
}: {
  readonly site: Site;
  readonly finding: Health["findings"][number];
  readonly until: number;
}): JSX.Element {
  const { id = "", name = "" } = site.inverters[finding.inverter] ?? {};
  return (
    <p class="finding">
      <a href={formatRoute(routeTo("panel", id, dayName(until).slice(0, 4)))}>{name}</a>{" "}
      {findingSentence(finding, until)}
    </p>
  );
}
