import type { JSX } from "preact";
import type { Site } from "../../data/site.js";
import type { Day } from "../../data/use-task.js";
import { energyText, powerText } from "../../format/quantity.js";

/** What each inverter made on the day; with the cursor in use, its power then. */
export function DayInverters({
  day,
  site,
  place,
  time,
}: {
  readonly day: Day;
  readonly site: Site;
  readonly place: number | undefined;
  /** Of the cursor. */
  readonly time: string;
}): JSX.Element | null {
  if (site.inverters.length < 2) return null;
  const most = day.joulesByInverter.reduce((best, joules) => Math.max(best, joules || 0), 1);
  return (
    <section>
      <h2>{place === undefined ? "Each inverter" : `Each inverter, power at ${time}`}</h2>
      <ul class="inverters">
        {site.inverters.map(({ id, name }, inverter) => {
          const joules = day.joulesByInverter[inverter] ?? Number.NaN;
          const watts =
            place === undefined ? undefined : (day.byInverter[inverter]?.[place] ?? Number.NaN);
          return (
            <li key={id}>
              <span class="name">{name}</span>
              <span class="value">
                {watts === undefined
                  ? valueOrMissing(joules, energyText)
                  : valueOrMissing(watts, powerText)}
              </span>
              <span
                class={Number.isNaN(joules) ? "meter missing" : "meter"}
                aria-hidden="true"
                style={{ "--share": Number.isNaN(joules) ? 1 : joules / most }}
              />
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function valueOrMissing(value: number, text: (value: number) => string): string {
  return Number.isNaN(value) ? "no reading" : text(value);
}
