import type { FleetEngine } from "@envoy/fleet-engine";
import type { TableFile } from "@envoy/fleet-table";
import { dayNumber } from "@envoy/solar-insight";
import { engineStep } from "./engine-step.js";
import { neighbourDays, type SiteDays, siteDays } from "./fleet-days.js";
import { localDaysOf, runsOf } from "./local-days.js";
import { neighboursOf } from "./neighbours.js";
import { readSites } from "./read-sites.js";
import { expectedDays, monthsBefore, type TableSpan } from "./report-month.js";
import type { Roof } from "./roof.js";
import { type SiteReport, siteReport } from "./site-report.js";

/** Of what a report is made. */
export interface ReportInputs {
  readonly engine: FleetEngine;
  /** The folder of the table's generation. */
  readonly folder: string;
  readonly files: readonly TableFile[];
  readonly roofs: readonly Roof[];
  /** Such as "2026-11". */
  readonly month: string;
  /** From when to when the table has readings. */
  readonly span: TableSpan;
  /** The present, in milliseconds since 1970. */
  readonly now: number;
  /** An empty folder for what the engine writes. */
  readonly work: string;
  readonly signal: AbortSignal;
}

/** An inverter that has been silent for longer is taken to be gone. */
const lookBackMonths = 3;

/** The reports of all gateways that had readings by the month, by shard and gateway. Rejects with what the engine does, and with the signal's reason. */
export async function* makeReport(inputs: ReportInputs): AsyncGenerator<SiteReport> {
  const { engine, folder, files, month, span, now, work, signal } = inputs;
  const lookBackTo = monthsBefore(month, lookBackMonths);
  const monthEnd = monthsBefore(month, -1);
  const roofs = inputs.roofs.filter(
    ({ firstReading = lookBackTo, lastReading = lookBackTo }) =>
      firstReading < monthEnd && lastReading >= lookBackTo,
  );
  if (roofs.length === 0) return;
  const names = new Set(roofs.map(({ timeZone }) => timeZone ?? "UTC"));
  const zones = new Map([...names].map((name) => [name, localDaysOf(name, month)]));
  const days = { firstDay: dayNumber(`${month}-01`), days: expectedDays(zones, span, now) };
  const runs = [...zones].flatMap(([name, dates]) => runsOf(name, dates));
  const engineInputs = { folder, files, days: runs, lookBackTo, work };
  const shards = await engineStep(engine, engineInputs, signal);
  const fleet = new Map<number, SiteDays>();
  for await (const { index, roof, site } of readSites(roofs, shards, days, signal)) {
    const ofSite = siteDays(site, roof.timeZone !== undefined);
    if (ofSite.reports.includes(true)) fleet.set(index, ofSite);
  }
  const neighbours = neighboursOf(roofs);
  // The rows are read again rather than kept: a hundred thousand roofs have 45 million of them.
  for await (const { index, roof, site } of readSites(roofs, shards, days, signal)) {
    const own = fleet.get(index) ?? siteDays(site, roof.timeZone !== undefined);
    const others = neighbours[index] ?? { basis: "none", roofs: [] };
    yield siteReport(roof, site, own, neighbourDays(others, fleet, days.days));
  }
}
