import { dayName } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { DataTable } from "../../charts/data-table.js";
import type { DaysWithGap, Recording } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { duration, shortDate } from "../../format/date.js";
import { dayOfMonthText } from "../../format/day-of-month.js";
import { energyText } from "../../format/quantity.js";

/** The gaps of the shown days, with the energy that they held. */
export function GapList({
  site,
  recording,
}: {
  readonly site: Site;
  readonly recording: Recording;
}): JSX.Element {
  return (
    <section>
      <h2>Gaps</h2>
      <DataTable
        caption="Gaps"
        columns={["Days", "What is missing", "Without readings", "Energy by the counters"]}
        rows={recording.gaps.map((gap) => [
          daysText(gap),
          whoText(site, gap),
          duration(gap.seconds * 1000),
          heldText(gap),
        ])}
        empty="None in these days."
      />
    </section>
  );
}

function daysText({ from, to }: DaysWithGap): string {
  const last = shortDate(dayName(to));
  return from === to ? last : `${dayOfMonthText(dayName(from))} to ${last}`;
}

function whoText({ inverters }: Site, { isOfAll, inverters: places }: DaysWithGap): string {
  if (isOfAll) return "All (recorder or gateway away)";
  const [first = "", ...others] = places.map((place) => inverters[place]?.name ?? "");
  if (others.length === 0) return `${first} alone`;
  return others.length < 3 ? [first, ...others].join(", ") : `${first} and ${others.length} others`;
}

function heldText({ joules, hasUnknown }: DaysWithGap): string {
  if (Number.isNaN(joules)) return "unknown";
  return `${hasUnknown ? "at least " : ""}${energyText(joules)}`;
}
