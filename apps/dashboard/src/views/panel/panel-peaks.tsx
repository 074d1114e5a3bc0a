import type { JSX } from "preact";
import { Figure } from "../../charts/figure.js";
import type { YearPeak } from "../../data/results.js";
import type { Site, SiteInverter } from "../../data/site.js";
import { useTask } from "../../data/use-task.js";
import { powerText } from "../../format/quantity.js";

/** Fewer days are not a year. */
const wholeDays = 330;

/** What a panel reaches on its best days, year by year: how it ages. */
export function PanelPeaks({
  inverter,
}: {
  readonly inverter: SiteInverter;
  readonly site: Site;
}): JSX.Element | null {
  const state = useTask("peaks", { inverter: inverter.id });
  if (state.kind !== "ready" || state.result.length === 0) return null;
  const peaks = state.result;
  const most = Math.max(...peaks.map(({ watts }) => watts));
  return (
    <section>
      <h2>Its best days</h2>
      <p>{peaksSentence(peaks)}</p>
      <Figure
        caption="Power that one day in twenty exceeds, by year"
        table={() => ({
          columns: ["Year", "Power", "Days"],
          rows: peaks.map(({ year, watts, days }) => [
            String(year),
            powerText(watts),
            String(days),
          ]),
        })}
      >
        <ul class="peaks">
          {peaks.map(({ year, watts, days }) => (
            <li key={year}>
              <span>{year}</span>
              <span class="peak-bar" style={{ "--share": watts / most }} />
              <span>
                {powerText(watts)}
                {days < wholeDays ? <span class="muted"> ({days} days)</span> : null}
              </span>
            </li>
          ))}
        </ul>
      </Figure>
    </section>
  );
}

/** Such as "On its best days it reached 236 W in 2024, and 233 W in 2026 so far (1 % less)". */
function peaksSentence(peaks: readonly YearPeak[]): string {
  const [first] = peaks;
  const last = peaks.at(-1);
  if (first === undefined || last === undefined) return "";
  const of = ({ year, watts, days }: YearPeak): string =>
    `${powerText(watts)} in ${days < wholeDays ? `${days} days of ` : ""}${year}`;
  if (first === last)
    return `On its best days it reached ${of(first)}. How it ages shows after years.`;
  const percent = Math.round((last.watts / first.watts - 1) * 100);
  const change =
    percent === 0 ? "as much" : `${Math.abs(percent)}\u00a0% ${percent < 0 ? "less" : "more"}`;
  const isPart = first.days < wholeDays || last.days < wholeDays;
  const caveat = isPart ? " A part of a year may lack the season of its best days." : "";
  return `On its best days it reached ${of(first)}, and ${of(last)}: ${change}.${caveat}`;
}
