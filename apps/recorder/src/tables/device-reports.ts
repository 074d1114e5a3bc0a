import { type DeviceReport, ReportSplitter } from "@envoy/envoy-client/parse";
import { type Cell, tableFromColumns } from "@envoy/parquet-archive";
import type { Table } from "apache-arrow";
import { invertersLabel } from "../poll/buffer.js";
import type { Answer, SiteTable, TableCollector } from "./site-table.js";
import { defineSiteTable, type TableColumn } from "./table-columns.js";

const columns: readonly TableColumn[] = [
  {
    name: "device_id",
    type: "name",
    unit: "",
    meaning: "the device's name in the answer; of a listed inverter its serial number",
  },
  {
    name: "kind",
    type: "name",
    unit: "",
    meaning:
      "the gateway's name for such devices: pcu (inverter), eim (meter), acb (battery), nsrb (relay) or a new one; listed (of the list of all inverters); field (beside the devices)",
  },
  {
    name: "serial_number",
    type: "name",
    unit: "",
    meaning: "serial number of the device, if it says one",
  },
  {
    name: "first_captured_at",
    type: "timestamp",
    unit: "UTC",
    meaning:
      "when the poll was saved that first had this report, to the second; the microseconds tell polls of one second apart",
  },
  {
    name: "report_end_time",
    type: "timestamp",
    unit: "UTC",
    meaning: "end of the period that the report is about, if it names one",
  },
  {
    name: "json",
    type: "text",
    unit: "",
    meaning: "the device's report, byte for byte as the gateway sent it",
  },
];

const definition = defineSiteTable(columns, {
  primaryKey: ["device_id", "first_captured_at"],
  partitionTime: "first_captured_at",
  partitionBy: "day",
  skipRepeats: true,
});

/** What each device reported, whatever its kind: one row whenever its report has changed, and one at the beginning of each day (UTC). */
export const deviceReports: SiteTable = {
  name: "device_reports",
  meaning:
    "One row is what a device reported, as the gateway sent it, whenever that changed and once a day (UTC) anyway.",
  columns,
  definition,
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
  readonly labels = [undefined, invertersLabel];
  readonly takesRepeats = false;
  readonly #pages = new Map<string | undefined, PageReports>();
  readonly #rows: Row[] = [];
  #bytes = 0;

  get bytes(): number {
    return this.#bytes;
  }

  add({ label, text, capturedAt }: Answer): readonly string[] {
    if (text.length > maxAnswerLength) {
      return [
        `The answer is ${text.length} characters long. Of more than ${maxAnswerLength} no device reports are kept; its readings are.`,
      ];
    }
    const page = this.#pages.get(label) ?? new PageReports();
    this.#pages.set(label, page);
    for (const [report, at] of page.changed(text, capturedAt)) {
      this.#rows.push({ report, at });
      this.#bytes += report.json.length;
    }
    return page.problems;
  }

  table(): Table {
    const cells = (of: (row: Row) => Cell): readonly Cell[] => this.#rows.map(of);
    return tableFromColumns(definition.schema, {
      device_id: cells(({ report }) => report.deviceId),
      kind: cells(({ report }) => report.kind),
      serial_number: cells(({ report }) => report.serialNumber ?? null),
      first_captured_at: cells(({ at }) => at),
      report_end_time: cells(({ report: { endDate } }) =>
        endDate === undefined ? null : BigInt(endDate) * 1_000_000n,
      ),
      json: cells(({ report }) => report.json),
    });
  }
}

interface Row {
  readonly report: DeviceReport;
  readonly at: bigint;
}

/** The reports of one page, answer by answer. */
class PageReports {
  readonly #splitter = new ReportSplitter();
  #reports: readonly DeviceReport[] = [];
  #last = new Map<string, { readonly json: string; readonly at: bigint }>();
  #day = -1n;
  #problems: readonly string[] = [];

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
    this.#reports = reports;
    this.#day = day;
    // The last of a doubled name wins, as for JSON.parse.
    const ofDevice = new Map(reports.map((report) => [report.deviceId, report]));
    this.#problems = ofDevice.size === reports.length ? [] : doubled(reports);
    for (const [id, report] of ofDevice) {
      const last = this.#last.get(id);
      if (last?.json === report.json) continue;
      // As rare as it is, both are to be kept.
      const at = last?.at === capturedAt ? capturedAt + 1n : capturedAt;
      this.#last.set(id, { json: report.json, at });
      yield [report, at];
    }
  }
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
