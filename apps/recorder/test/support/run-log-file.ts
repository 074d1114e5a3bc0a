/** The name of a file of the run log in {@link withoutDay}. */
export const runLogFile = "state/runs/<UTC day>.txt";

/** The name of a file of device reports in {@link withoutDay}. */
export const reportsFile = "tables/device_reports/<UTC day>/00000000.parquet";

/** The names in order, with the day of the run log and of the polls' reports left open. A test that runs past midnight has two of them, as one. */
export function withoutDay(names: Iterable<string>): readonly string[] {
  const open = [...names].map((name) =>
    name
      .replace(/state\/runs\/\d{4}-\d{2}-\d{2}\.txt$/, runLogFile)
      .replace(
        /tables\/device_reports\/year=\d+\/month=\d+\/day=[1-9]\d*\/0+\.parquet$/,
        reportsFile,
      ),
  );
  return [...new Set(open)].sort();
}

/** Whether a name is that of a file of the run log. */
export function isRunLog(name: string): boolean {
  return withoutDay([name])[0]?.endsWith(runLogFile) === true;
}
