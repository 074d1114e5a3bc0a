import type { JSX } from "preact";
import { Figure } from "../../charts/figure.js";
import { RangeBars } from "../../charts/range-bars.js";
import type { CarpetMonth, Range } from "../../data/results.js";
import { monthName } from "../../format/date.js";

/** How warm a panel's inverter was, and at which voltage the panel worked, month by month. */
export function MonthRanges({
  months,
}: {
  readonly months: readonly (CarpetMonth | undefined)[];
}): JSX.Element {
  return (
    <div class="side-by-side">
      <Ranges
        caption="Temperature while it makes power, in °C"
        unit="°C"
        ranges={months.map((month) => month?.celsius)}
      />
      <Ranges
        caption="DC voltage while it makes power, in V"
        unit="V"
        ranges={months.map((month) => month?.dcVolts)}
      />
    </div>
  );
}

function Ranges({
  caption,
  unit,
  ranges,
}: {
  readonly caption: string;
  readonly unit: string;
  readonly ranges: readonly (Range | undefined)[];
}): JSX.Element {
  const text = (value: number): string => `${value.toFixed(unit === "V" ? 1 : 0)}\u00a0${unit}`;
  return (
    <Figure
      caption={`${caption}: the middle, and nine in ten`}
      table={() => ({
        columns: ["Month", "5 % are below", "Middle", "5 % are above"],
        rows: ranges.flatMap((range, i) =>
          range === undefined
            ? []
            : [[monthName(i + 1), text(range.low), text(range.median), text(range.high)]],
        ),
      })}
    >
      <RangeBars
        label={caption}
        ranges={Array.from({ length: 12 }, (_, i) => ({
          name: monthName(i + 1),
          range: ranges[i],
        }))}
        text={text}
      />
    </Figure>
  );
}
