import { join, resolve } from "node:path";
import { FleetTable, type Generation } from "@envoy/fleet-table";
import { isMonth } from "@envoy/solar-insight";
import { withEngine } from "../engine/open-engine.js";
import { asFleetError } from "../errors/as-fleet-error.js";
import { type ExitCode, exitCode, FleetError } from "../errors/exit-code.js";
import { withFleetLock } from "../lock/fleet-lock.js";
import { readRoofs } from "../report/read-roofs.js";
import { latestWholeMonth, monthOf, type TableSpan } from "../report/report-month.js";
import { writeReport } from "../report/write-report.js";
import type { Run } from "../run.js";

/** What to report, and where to. */
export interface ReportOptions {
  /** Such as "2026-11". @default the latest whole month of the table */
  readonly month?: string;
  /** @default the month's folder below the config's reports */
  readonly output?: string;
}

/** Writes the report of a month and prints its summary. */
export async function report(
  { config, signal, print }: Run,
  { month: asked, output }: ReportOptions,
): Promise<ExitCode> {
  if (asked !== undefined && !isMonth(asked)) {
    throw new FleetError(exitCode.config, `"${asked}" is no month. Write it as --month 2026-11.`);
  }
  const { folder, lines } = await withFleetLock(config, async () => {
    try {
      const now = Date.now();
      const generation = await FleetTable.open(config.table).current();
      const span = spanOf(generation, config.table);
      const month = chooseMonth(asked, span, now);
      const folder = resolve(output ?? join(config.reports, month));
      const inputs = {
        folder: generation?.folder ?? "",
        files: generation?.manifest.files ?? [],
        roofs: await readRoofs(join(generation?.folder ?? "", "gateways.parquet")),
        month,
        span,
        now,
        signal,
      };
      const lines = await withEngine(config, (engine) =>
        writeReport(folder, { ...inputs, engine }),
      );
      return { folder, lines };
    } catch (error) {
      throw asFleetError(error);
    }
  });
  for (const line of lines) print(line);
  print("");
  print(`Written to ${folder}`);
  return exitCode.ok;
}

function spanOf(generation: Generation | undefined, table: string): TableSpan {
  const files = generation?.manifest.files ?? [];
  if (files.length === 0) {
    const message = `The table ${table} has no readings yet. Run envoy-fleet pull, then envoy-fleet compact.`;
    throw new FleetError(exitCode.storage, message);
  }
  const times = (of: "first" | "last"): readonly number[] =>
    files.map((file) => Date.parse(file[of]));
  return {
    first: times("first").reduce((a, b) => Math.min(a, b)),
    last: times("last").reduce((a, b) => Math.max(a, b)),
  };
}

function chooseMonth(asked: string | undefined, span: TableSpan, now: number): string {
  const [first, last] = [monthOf(span.first), monthOf(span.last)];
  const month = asked ?? latestWholeMonth(span, now);
  if (month === undefined) {
    const message = `The table has no whole month yet. For the days so far, add --month ${last}.`;
    throw new FleetError(exitCode.config, message);
  }
  if (month < first || month > last) {
    const message = `The table has no readings of ${month}, only of ${first} to ${last}. Give --month one of those.`;
    throw new FleetError(exitCode.config, message);
  }
  return month;
}
