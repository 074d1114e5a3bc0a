import { commonGaps, type Gap, type Readings, type TimeSpan } from "@envoy/solar-insight";

/** A time in which some inverters should have reported and did not. */
export interface DayGap extends TimeSpan {
  /** Places in the site's inverters. */
  readonly inverters: readonly number[];
  /** Nobody reported: the recorder or the gateway was away. */
  readonly isOfAll: boolean;
}

/** Inverters report in turn: what is left of a gap beside one of all is no news if it is as short as a period. */
const leastBesideMs = 1_200_000;

/** The gaps of a day in order of time: those of all inverters, then what each had beside them. */
export function dayGaps(
  gaps: readonly Gap[],
  { inverters, inverter, end }: Readings,
  day: TimeSpan,
): readonly DayGap[] {
  const known = new Set<number>();
  for (let row = 0; row < end.length; row++) {
    if ((end[row] ?? day.to) < day.to) known.add(inverter[row] ?? -1);
  }
  const expected = inverters.filter((_, place) => known.has(place));
  const places = expected.map((id) => inverters.indexOf(id));
  const ofAll = commonGaps(gaps, expected).map((span) => ({
    ...span,
    inverters: places,
    isOfAll: true,
  }));
  const ofOne = gaps.flatMap((gap) =>
    beside(gap, ofAll).map((span) => ({
      ...span,
      inverters: [inverters.indexOf(gap.inverter)],
      isOfAll: false,
    })),
  );
  return [...ofAll, ...ofOne].sort((a, b) => a.from - b.from);
}

/** What of a gap is outside of others. */
function beside(gap: TimeSpan, others: readonly TimeSpan[]): readonly TimeSpan[] {
  let parts: readonly TimeSpan[] = [{ from: gap.from, to: gap.to }];
  for (const other of others) {
    parts = parts.flatMap((part) =>
      other.to <= part.from || other.from >= part.to
        ? [part]
        : [
            { from: part.from, to: Math.max(part.from, other.from) },
            { from: Math.min(part.to, other.to), to: part.to },
          ].filter(({ from, to }) => to - from >= leastBesideMs),
    );
  }
  return parts;
}
