/** Round numbers from 0 on that cover a value, about `count` of them. */
export function niceTicks(most: number, count: number): readonly number[] {
  if (!(most > 0)) return [0, 1];
  const rough = most / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 2.5, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const ticks = [0];
  while ((ticks.at(-1) ?? 0) < most) ticks.push(ticks.length * step);
  return ticks;
}

/** A linear scale from values to pixels. */
export function linear(
  [fromValue, toValue]: readonly [number, number],
  [fromPixel, toPixel]: readonly [number, number],
): (value: number) => number {
  const factor = (toPixel - fromPixel) / (toValue - fromValue);
  return (value) => fromPixel + (value - fromValue) * factor;
}
