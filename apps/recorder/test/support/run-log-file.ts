/** The name of a file of the run log in {@link withoutDay}. */
export const runLogFile = "state/runs/<UTC day>.txt";

/** The names in order, with the day of the run log left open. A test that runs past midnight has two of them, as one. */
export function withoutDay(names: Iterable<string>): readonly string[] {
  const open = [...names].map((name) =>
    name.replace(/state\/runs\/\d{4}-\d{2}-\d{2}\.txt$/, runLogFile),
  );
  return [...new Set(open)].sort();
}

/** Whether a name is that of a file of the run log. */
export function isRunLog(name: string): boolean {
  return withoutDay([name])[0]?.endsWith(runLogFile) === true;
}
