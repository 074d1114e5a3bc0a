import type { JSX } from "preact";
import { useMemo } from "preact/hooks";
import { Figure } from "../../charts/figure.js";
import type { Site, SiteInverter } from "../../data/site.js";
import { useCarpet } from "../../data/use-carpet.js";
import { Answer } from "../../parts/answer.js";
import { FailureText } from "../../parts/failure-text.js";
import { CarpetPicture } from "./carpet-picture.js";
import { carpetTable } from "./carpet-table.js";
import { MonthRanges } from "./month-ranges.js";
import { monthsOfYear } from "./panel-route.js";
import { shadeSentence } from "./shade-sentence.js";

/** A year of a panel: where it is shaded, how warm it was, and at which voltage it worked. */
export function PanelYear({
  site,
  inverter,
  year,
}: {
  readonly site: Site;
  readonly inverter: SiteInverter;
  readonly year: number;
}): JSX.Element {
  const names = useMemo(() => monthsOfYear(year, site), [year, site.lastDay]);
  const { months, done, failure, retry } = useCarpet(inverter.id, names);
  if (failure !== undefined) return <FailureText failure={failure} retry={retry} />;
  const isReading = done < names.length;
  return (
    <>
      <Answer>
        {isReading
          ? `Reading ${inverter.name}’s ${year}: ${done} of ${names.length} months`
          : shadeSentence(inverter.name, year, months)}
      </Answer>
      {isReading ? (
        <progress class="reading" max={names.length} value={done} aria-label="Months read" />
      ) : null}
      <Figure
        caption={
          site.inverters.length === 1
            ? "Share of its own best power, by quarter of an hour"
            : "Share of what the best of its group made in the same quarter of an hour"
        }
        table={() => carpetTable(months)}
      >
        <CarpetPicture year={year} months={months} />
      </Figure>
      <MonthRanges months={months} />
    </>
  );
}
