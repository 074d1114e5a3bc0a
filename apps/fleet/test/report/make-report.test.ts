import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { faultTruth } from "@envoy/envoy-simulator";
import { duckDbEngine } from "@envoy/fleet-engine";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeReport } from "../../src/report/make-report.js";
import type { SiteReport } from "../../src/report/site-report.js";
import { type SimulatedRoof, simulatedRoof, simulatedTable } from "./support/simulated-table.js";

const day = 86_400;
/** In Berlin, whose clocks are put back on the 25th. */
const october = Date.UTC(2026, 8, 30, 22) / 1000;
const at = (date: number, hour = 0): number => october + (date - 1) * day + hour * 3600;

const roofs: readonly SimulatedRoof[] = [
  simulatedRoof({ gateway: "gdead", faults: [{ kind: "dead", inverters: [2], from: at(15) }] }),
  simulatedRoof({
    gateway: "gdying",
    faults: [{ kind: "dying", inverters: [1], from: at(1), shareLeft: 0.55 }],
  }),
  simulatedRoof({
    gateway: "ggrid",
    faults: [{ kind: "grid-outage", from: at(10, 11), to: at(12, 14) }],
  }),
  simulatedRoof({ gateway: "ghealthy", seed: 2 }),
  simulatedRoof({
    gateway: "glunch",
    faults: [{ kind: "dead", inverters: [2], from: at(15, 11), to: at(15, 15) }],
  }),
  simulatedRoof({
    gateway: "gmixed",
    roofs: [
      { name: "east", azimuth: 90, tilt: 30, inverters: 4, panelWatts: 400, inverterWatts: 400 },
      { name: "west", azimuth: 270, tilt: 30, inverters: 4 },
    ],
    faults: [{ kind: "dead", inverters: [1], from: at(12), to: at(26) }],
  }),
  simulatedRoof({
    gateway: "gphase",
    faults: [{ kind: "grid-outage", inverters: [0, 1, 2, 3], from: at(10, 11), to: at(12, 14) }],
  }),
  simulatedRoof({
    gateway: "grecorder",
    faults: [
      { kind: "recorder-outage", from: at(5, 10), to: at(5, 13) },
      { kind: "recorder-outage", from: at(10, 10), to: at(13, 13) },
    ],
  }),
  simulatedRoof({
    gateway: "gsoiled",
    faults: [
      {
        kind: "soiled",
        inverters: [0, 1, 2, 3, 4, 5],
        from: at(1) - 30 * day,
        to: at(31) + 30 * day,
        shareLost: 0.5,
      },
    ],
  }),
];

/** Each of these has the same sky and inverters as those above with faults. */
const twin = simulatedRoof({ gateway: "gtwin" });

const folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
const reports = new Map<string, SiteReport>();
afterAll(() => rm(folder, { recursive: true }));

beforeAll(async () => {
  const table = await simulatedTable(folder, [...roofs, twin], {
    from: at(1) - day,
    to: at(31, 2),
  });
  const engine = duckDbEngine({ temporaryFolder: join(folder, "engine") });
  const inputs = {
    ...table,
    engine,
    month: "2026-10",
    now: Date.UTC(2026, 10, 9),
    work: join(folder, "work"),
    signal: new AbortController().signal,
  };
  for await (const report of makeReport(inputs)) {
    reports.set(String(report.gateway.gateway), report);
  }
  await engine.close();
});

function reportOf(gateway: string): SiteReport {
  const report = reports.get(gateway);
  if (report === undefined) throw new Error(`no report of ${gateway}`);
  return report;
}

/** What the faults of a gateway took from each inverter in the month, in kWh. */
function truthOf(gateway: string): ReadonlyMap<number, number> {
  const roof = roofs.find((candidate) => candidate.gateway === gateway);
  if (roof === undefined) throw new Error(`no roof ${gateway}`);
  const truth = faultTruth(roof.site);
  const lost = new Map<number, number>();
  for (let date = 1; date <= 31; date++) {
    for (const { inverter, kilowattHours } of truth.lossesOn(at(date, 12))) {
      lost.set(inverter, (lost.get(inverter) ?? 0) + kilowattHours);
    }
  }
  return lost;
}

describe("what was lost while inverters were down", () => {
  test.each(["gdead", "glunch", "gmixed", "ggrid", "gphase"])(
    "of %s is the truth within a tenth",
    (gateway) => {
      const { inverters } = reportOf(gateway);
      const truth = truthOf(gateway);
      expect(Math.max(...truth.values())).toBeGreaterThan(0.1);
      for (const [inverter, row] of inverters.entries()) {
        const lost = truth.get(inverter) ?? 0;
        expect(Math.abs(Number(row.lost_kwh) - lost)).toBeLessThanOrEqual(0.1 * lost + 0.01);
      }
    },
  );

  test("is that of the days on which it was down alone", () => {
    const row = reportOf("gmixed").inverters[1];
    expect(row?.down_hours).toBeGreaterThan(14 * 9);
    expect(row?.down_hours).toBeLessThan(14 * 12);
    expect(row?.silent_since).toBeNull();
  });
});

test("no inverter of a roof without faults is below an availability of 0.99", () => {
  const healthy = ["ghealthy", "gtwin", "gdying", "gsoiled"].flatMap(
    (gateway) => reportOf(gateway).inverters,
  );
  for (const { availability } of healthy) expect(availability).toBeGreaterThanOrEqual(0.99);
  for (const { completeness } of healthy) expect(completeness).toBeGreaterThanOrEqual(0.99);
});

test("availability is 1 - lost / (lost + made)", () => {
  const { energy_kwh, lost_kwh, availability } = reportOf("gdead").gateway;
  const [made, lost] = [Number(energy_kwh), Number(lost_kwh)];
  expect(availability).toBeCloseTo(1 - lost / (lost + made), 3);
  expect(availability).toBeLessThan(0.95);
});

test("an inverter is silent since its last reading, and its siblings are not", () => {
  const { gateway, inverters } = reportOf("gdead");
  expect(gateway.silent_inverters).toBe(1);
  expect(inverters.map(({ silent_since }) => silent_since !== null)).toEqual([
    ...[false, false, true],
    ...[false, false, false],
  ]);
  const since = Number(inverters[2]?.silent_since) / 1000;
  expect(since).toBeGreaterThan(at(14, 16));
  expect(since).toBeLessThan(at(15));
});

test("a recorder outage lowers completeness and not availability", () => {
  const { gateway, inverters } = reportOf("grecorder");
  expect(gateway.completeness).toBeLessThan(0.93);
  expect(gateway.completeness).toBeGreaterThan(0.88);
  expect(gateway.complete_days).toBe(26);
  expect(gateway).toMatchObject({ availability: 1, lost_kwh: 0, down_hours: 0, days: 31 });
  for (const { availability } of inverters) expect(availability).toBe(1);
});

test("what counters tell of an outage is unread, and the rest is estimated as unseen", () => {
  const { energy_kwh, unread_kwh, unseen_kwh } = reportOf("grecorder").gateway;
  const made = Number(reportOf("gtwin").gateway.energy_kwh);
  expect(unread_kwh).toBeGreaterThan(0.5);
  expect(Number(unseen_kwh) / (made - Number(energy_kwh) - Number(unread_kwh))).toBeCloseTo(1, 1);
  expect(made - Number(energy_kwh)).toBeGreaterThan(5);
});

test("an inverter that makes less is not down, but low against its siblings", () => {
  const { gateway, inverters } = reportOf("gdying");
  expect(inverters[1]).toMatchObject({ lost_kwh: 0, silent_since: null });
  expect(inverters[1]?.sibling_yield).toBeCloseTo(0.55, 1);
  expect(inverters[0]?.sibling_yield).toBeGreaterThan(0.9);
  expect(gateway.relative_yield).toBeLessThan(0.97);
});

test("a soiled roof is low against its neighbours", () => {
  expect(reportOf("gsoiled").gateway.relative_yield).toBeLessThan(0.82);
  expect(reportOf("gsoiled").inverters[0]?.sibling_yield).toBeGreaterThan(0.9);
  expect(reportOf("gdead").gateway.relative_yield).toBeGreaterThan(0.95);
});
