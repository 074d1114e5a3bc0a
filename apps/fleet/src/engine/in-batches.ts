/** An engine that starts anew for each call should have much to do; but a query has the path of every file. */
const maxItems = 256;
const maxFiles = 20_000;

/** Things in their order, by so many as an engine is given at once; `filesOf` is how many files the engine reads for one. */
export function inBatches<T>(
  items: readonly T[],
  filesOf: (item: T) => number,
): readonly (readonly T[])[] {
  const batches: T[][] = [];
  let files = 0;
  for (const item of items) {
    const more = filesOf(item);
    const last = batches.at(-1);
    if (last === undefined || last.length >= maxItems || files + more > maxFiles) {
      batches.push([item]);
      files = more;
    } else {
      last.push(item);
      files += more;
    }
  }
  return batches;
}
