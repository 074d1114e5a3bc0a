import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { duckDbEngine, type FleetEngine } from "@envoy/fleet-engine";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { makeReport } from "../../src/report/make-report.js";
import type { SiteReport } from "../../src/report/site-report.js";
import {
  type SimulatedRoof,
  type SimulatedTable,
  simulatedRoof,
  simulatedTable,
} from "./support/simulated-table.js";

const day = 86_400;
const november = Date.UTC(2026, 10, 1) / 1000;
const at = (date: number): number => november + (date - 1) * day;
const december = Date.UTC(2026, 11, 9);

let folder: string;
let engine: FleetEngine;
let made = 0;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "fleet-report-"));
  engine = duckDbEngine({ temporaryFolder: join(folder, "engine") });
});
afterAll(async () => {
  await engine.close();
  await rm(folder, { recursive: true });
});
beforeEach(() => void made++);

type Keep = Parameters<typeof simulatedTable>[2]["keep"];

async function tableOf(roofs: readonly SimulatedRoof[], keep?: Keep): Promise<SimulatedTable> {
  const span = { from: at(1), to: at(30) + 1, ...(keep === undefined ? {} : { keep }) };
  return simulatedTable(join(folder, `table-${made}`), roofs, span);
}

async function reportOf(table: SimulatedTable, month = "2026-11"): Promise<readonly SiteReport[]> {
  const reports: SiteReport[] = [];
  const work = join(folder, `work-${made}`);
  const { signal } = new AbortController();
  for await (const one of makeReport({ ...table, engine, month, now: december, work, signal })) {
    reports.push(one);
    // What is not known is null: neither NaN nor infinite.
    for (const row of [one.gateway, ...one.inverters]) {
      for (const value of Object.values(row)) {
        if (typeof value === "number") expect(value).toSatisfy(Number.isFinite);
      }
    }
  }
  return reports;
}

const lonely = { gateway: "ga", timeZone: "UTC", location: undefined, inverters: 1 };

test("one inverter alone is compared with nobody, and has an availability", async () => {
  const [only] = await reportOf(await tableOf([simulatedRoof(lonely)]));
  expect(only?.gateway).toMatchObject({
    ...{ availability: 1, relative_yield: null, neighbours: 0, neighbours_are: "none" },
    ...{ latitude: null, longitude: null, complete_days: 30, silent_since: null },
  });
  expect(only?.inverters).toMatchObject([{ sibling_yield: null, completeness: 1, lost_kwh: 0 }]);
});

test("what a gateway lost is not known where it was down as a whole and has no neighbours", async () => {
  const faults = [{ kind: "grid-outage", from: at(10), to: at(12) }] as const;
  const [only] = await reportOf(await tableOf([simulatedRoof({ ...lonely, faults })]));
  expect(only?.gateway).toMatchObject({ lost_kwh: null, availability: null, completeness: 1 });
  expect(only?.gateway.down_hours).toBeGreaterThan(14);
});

test("a polar night is neither an outage nor silence", async () => {
  const north = { sky: { latitude: 78.2, longitude: 15.6 }, timeZone: "Europe/Oslo" };
  const roofs = ["ga", "gb", "gc", "gd"].map((gateway) =>
    simulatedRoof({ gateway, ...north, location: { latitude: 78.2, longitude: 15.6 } }),
  );
  const south = simulatedRoof({ gateway: "ge", timeZone: "Europe/Oslo" });
  const span = { from: Date.UTC(2026, 9, 1) / 1000, to: at(30) + 1 };
  const table = await simulatedTable(join(folder, "north"), [...roofs, south], span);
  const reports = await reportOf(table);
  expect(reports).toHaveLength(5);
  for (const { gateway, inverters } of reports.slice(0, 4)) {
    expect(gateway).toMatchObject({
      ...{ energy_kwh: 0, kwh_per_inverter: null, lost_kwh: 0, availability: null },
      ...{ completeness: null, relative_yield: null, silent_since: null, silent_inverters: 0 },
    });
    expect(inverters).toHaveLength(6);
  }
  expect(reports[4]?.gateway).toMatchObject({ availability: 1, silent_since: null });
  expect(reports[4]?.gateway.completeness).toBeGreaterThan(0.99);
});

test("a month without readings has a row of each inverter that had some shortly before", async () => {
  const { files, roofs, ...table } = await tableOf([simulatedRoof({ gateway: "ga" })]);
  const span = { first: at(1) * 1000, last: december };
  const [only] = await reportOf({ ...table, files, roofs, span }, "2026-12");
  expect(only?.gateway).toMatchObject({
    ...{ inverters: 6, energy_kwh: 0, availability: null, completeness: null, days: 8 },
    silent_since: roofs[0]?.lastReading,
  });
  expect(only?.inverters).toHaveLength(6);
  expect(only?.inverters[0]).toMatchObject({ readings: 0, lost_kwh: 0, silent_since: null });
});

test("a gateway that is no longer read is silent, and its inverters are not", async () => {
  const roofs = ["ga", "gb", "gc", "gd"].map((gateway) => simulatedRoof({ gateway, inverters: 2 }));
  const table = await tableOf(roofs, ({ gateway, end }) => gateway !== "gb" || end < at(20) * 1000);
  const [, silent, other] = await reportOf(table);
  expect(silent?.gateway).toMatchObject({
    ...{ silent_since: table.roofs[1]?.lastReading, silent_inverters: 0, lost_kwh: 0 },
    ...{ availability: 1, days: 30, complete_days: 19 },
  });
  expect(silent?.gateway.completeness).toBeLessThan(0.7);
  expect(silent?.gateway.unseen_kwh).toBeGreaterThan(1);
  expect(other?.gateway).toMatchObject({ silent_since: null, unseen_kwh: 0 });
});

test("silence in a month is seen as it was, though the gateway is read again later", async () => {
  const roofs = ["ga", "gb", "gc", "gd"].map((gateway) => simulatedRoof({ gateway, inverters: 1 }));
  const isRead = ({ gateway, end }: { gateway: string; end: number }): boolean =>
    gateway !== "gb" || end < at(20) * 1000 || end > at(31) * 1000;
  const span = { from: at(1), to: at(33), keep: isRead };
  const reports = await reportOf(await simulatedTable(join(folder, "again"), roofs, span));
  const since = Number(reports[1]?.gateway.silent_since) / 1000;
  expect(since).toBeGreaterThan(at(19));
  expect(since).toBeLessThan(at(20));
});

test("an inverter is expected from its first reading on", async () => {
  const isNew = (serial: string, end: number): boolean => serial === "i3" && end < at(11) * 1000;
  const table = await tableOf(
    [simulatedRoof({ gateway: "ga" })],
    ({ serial_number, end }) => !isNew(serial_number, end),
  );
  const [only] = await reportOf(table);
  expect(only?.inverters[3]).toMatchObject({ lost_kwh: 0, availability: 1 });
  expect(only?.inverters[3]?.completeness).toBeGreaterThan(0.99);
});

test("an inverter that died before the month is silent since then, and lost the whole month", async () => {
  const died = Date.UTC(2026, 9, 20) / 1000;
  const faults = [{ kind: "dead", inverters: [1], from: died }] as const;
  const span = { from: died - 5 * day, to: at(30) + 1 };
  const roof = simulatedRoof({ gateway: "ga", faults });
  const table = await simulatedTable(join(folder, "died"), [roof], span);
  const [only] = await reportOf(table);
  expect(only?.inverters[1]).toMatchObject({ readings: 0, availability: 0, completeness: 0 });
  expect(Number(only?.inverters[1]?.silent_since) / 1000).toBeLessThan(died);
  const sibling = Number(only?.inverters[0]?.energy_kwh);
  expect(Number(only?.inverters[1]?.lost_kwh) / sibling).toBeCloseTo(1, 1);
});

test("readings without an energy are neither a loss nor complete", async () => {
  const table = await tableOf([simulatedRoof({ gateway: "ga" })], (row) => {
    if (row.serial_number === "i2") Object.assign(row, { joules: null, seconds: 900 });
    return true;
  });
  const [only] = await reportOf(table);
  expect(only?.inverters[2]).toMatchObject({ lost_kwh: 0, energy_kwh: 0, completeness: 0 });
  expect(only?.inverters[2]?.silent_since).toBeNull();
});
