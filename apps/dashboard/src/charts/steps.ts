type Scale = (value: number) => number;

/** Consecutive places of a series that are known: from the first to the one after the last. */
export function knownRuns(values: ArrayLike<number>): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (let place = 0; place < values.length; place++) {
    if (Number.isNaN(values[place])) continue;
    const last = runs.at(-1);
    if (last?.[1] === place) last[1] = place + 1;
    else runs.push([place, place + 1]);
  }
  return runs;
}

/** The line of a series as steps: each value lasts from its place to the next. What is not known interrupts it. */
export function stepLine(values: ArrayLike<number>, x: Scale, y: Scale): string {
  return knownRuns(values)
    .map(([from, to]) => `M${pixels(x(from))} ${steps(values, from, to, x, y)}`)
    .join("");
}

/** The area below {@link stepLine}, down to 0. */
export function stepArea(values: ArrayLike<number>, x: Scale, y: Scale): string {
  const ground = pixels(y(0));
  return knownRuns(values)
    .map(
      ([from, to]) => `M${pixels(x(from))} ${ground}V${steps(values, from, to, x, y)}V${ground}Z`,
    )
    .join("");
}

function steps(values: ArrayLike<number>, from: number, to: number, x: Scale, y: Scale): string {
  let path = "";
  for (let place = from; place < to; place++) {
    const level = pixels(y(values[place] ?? 0));
    path += `${place === from ? level : `V${level}`}H${pixels(x(place + 1))}`;
  }
  return path;
}

/** A tenth of a pixel is enough, and halves the text. */
export function pixels(value: number): string {
  return String(Math.round(value * 10) / 10);
}
