import { type AnswerSplitter, type DeviceReport, ReportSplitter } from "@envoy/envoy-client/parse";
import type { Table } from "apache-arrow";
import { invertersLabel } from "../poll/buffer.js";
import type { Answer, SiteTable, TableCollector } from "./site-table.js";
import { defineSiteTable } from "./table-columns.js";
import { type ColumnFrom, TableRows, toMicroseconds } from "./table-rows.js";

interface Row {
  readonly report: DeviceReport;
  readonly at: bigint;
}

const columns: readonly ColumnFrom<Row>[] = [
  {
    name: "device_id",
    type: "name",
    unit: "",
    meaning: "the device's name in the answer; of a listed inverter its serial number",
    from: ({ report }) => report.deviceId,
  },
  {
    name: "kind",
    type: "name",
    unit: "",
    meaning:
      "the gateway's name for such devices: pcu (inverter), eim (meter), acb (battery), nsrb (relay) or a new one; listed (of the list of all inverters); field (beside the devices)",
    from: ({ report }) => report.kind,
  },
  {
    name: "serial_number",
    type: "name",
    unit: "",
    meaning: "serial number of the device, if it says one",
    from: ({ report }) => report.serialNumber,
  },
  {
    name: "first_captured_at",
    type: "timestamp",
    unit: "UTC",
    meaning:
      "when the poll was saved that first had this report, to the second; the microseconds tell polls of one second apart",
    from: ({ at }) => at,
  },
  {
    name: "report_end_time",
    type: "timestamp",
    unit: "UTC",
    meaning: "end of the period that the report is about, if it names one",
    from: ({ report: { endDate } }) => endDate && toMicroseconds(endDate),
  },
  {
    name: "json",
    type: "text",
    unit: "",
    meaning: "the device's report, byte for byte as the gateway sent it",
    from: ({ report }) => report.json,
  },
];

const definition = defineSiteTable(columns, {
  primaryKey: ["device_id", "first_captured_at"],
  partitionTime: "first_captured_at",
  partitionBy: "day",
  skipRepeats: true,
});

/** Reports are in the plain poll and in the list of all inverters. */
const labels: SiteTable["labels"] = [undefined, invertersLabel];

/** What each device reported, whatever its kind: one row whenever its report has changed, and one at the beginning of each day (UTC). */
export const deviceReports: SiteTable = {
  name: "device_reports",
  meaning:
    "One row is what a device reported, as the gateway sent it, whenever that changed and once a day (UTC) anyway.",
  columns,
  definition,
  labels,
  deviceColumns: undefined,
  newCollector: () => new DeviceReportCollector(),
};

/**
 * The longest answer whose reports are kept, in characters. The largest seen is below 100,000; one of many megabytes is
 * no gateway's, and the day's file, which is held in memory to be merged, would have it all.
 */
const maxAnswerLength = 2 ** 20;

const microsecondsOfDay = 86_400_000_000n;

class DeviceReportCollector implements TableCollector {
  readonly labels = labels;
  readonly takesRepeats = false;
  readonly #pages = new Map<string | undefined, PageReports>();
  readonly #rows = new TableRows(columns, definition);
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add({ label, text, capturedAt, splitter }: Answer): readonly string[] {
    if (text.length > maxAnswerLength) {
      return [
        `The answer is ${text.length} characters long. Of more than ${maxAnswerLength} no device reports are kept; its readings are.`,
      ];
    }
    const page = this.#pages.get(label) ?? new PageReports(splitter);
    this.#pages.set(label, page);
    for (const [report, at] of page.changed(text, capturedAt)) {
      this.#rows.add({ report, at });
      this.#bytes += report.json.length;
    }
    return page.problems;
  }

  table(): Table {
    return this.#rows.table();
  }
}

/** The reports of one page, answer by answer. */
class PageReports {
  readonly #splitter: ReportSplitter;
  #reports: readonly DeviceReport[] = [];
  #last = new Map<string, { readonly json: string; readonly at: bigint }>();
  #day = -1n;
  #problems: readonly string[] = [];

  constructor(splitter: AnswerSplitter | undefined) {
    this.#splitter = new ReportSplitter(splitter);
  }

  /** What could not be used of the last answer. */
  get problems(): readonly string[] {
    return this.#problems;
  }

  /** The reports that are others than the device's last one, or the first of the day, and when they were captured. */
  *changed(text: string, capturedAt: bigint): Generator<readonly [DeviceReport, bigint]> {
    const reports = this.#splitter.split(text);
    const day = capturedAt / microsecondsOfDay;
    if (reports === this.#reports && day === this.#day) return;
    if (day !== this.#day) this.#last.clear();
    const namesDiffer =
      reports.length !== this.#reports.length ||
      reports.some(({ deviceId }, i) => deviceId !== this.#reports[i]?.deviceId);
    if (namesDiffer) this.#problems = doubled(reports);
    this.#reports = reports;
    this.#day = day;
    for (const report of this.#problems.length === 0 ? reports : lastOfDevices(reports)) {
      const id = report.deviceId;
      const last = this.#last.get(id);
      if (last?.json === report.json) continue;
      // As rare as it is, both are to be kept.
      const at = last?.at === capturedAt ? capturedAt + 1n : capturedAt;
      this.#last.set(id, { json: report.json, at });
      yield [report, at];
    }
  }
}

/** The last of a doubled name wins, as for JSON.parse. */
function lastOfDevices(reports: readonly DeviceReport[]): Iterable<DeviceReport> {
  return new Map(reports.map((report) => [report.deviceId, report])).values();
}

function doubled(reports: readonly DeviceReport[]): readonly string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { deviceId } of reports) {
    if (seen.has(deviceId)) twice.add(deviceId);
    seen.add(deviceId);
  }
  return [...twice].map((id) => `${id} appears twice; only the last was read`);
}
