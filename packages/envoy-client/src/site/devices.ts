import { type AcBattery, joinAcBatteries } from "../pages/ac-batteries.js";
import {
  type InverterSelection,
  mergeInverters,
  type SiteInverter,
  showsAllInverters,
} from "../pages/all-inverters.js";
import { type Battery, joinBatteries, totalBatteryWatts } from "../pages/batteries.js";
import { type DryContact, joinDryContacts } from "../pages/dry-contacts.js";
import type { WithProblems } from "../pages/field-reader.js";
import type { Generator } from "../pages/generator.js";
import type { Grid } from "../pages/grid.js";
import { pageTable } from "../pages/page-table.js";
import type { SiteBatterySummary } from "./site.js";
import type { Snapshot } from "./snapshot.js";

// Each function asks only for the pages that the ones before have shown to be of use.

/** The inverters: from `device_data`, and from the list of all where that does not show them all. */
export async function readInverters(
  snapshot: Snapshot,
  selection: InverterSelection,
): Promise<readonly SiteInverter[]> {
  const deviceData = await snapshot.ask(pageTable.deviceData);
  const showsAll = deviceData !== undefined && showsAllInverters(deviceData);
  const list = showsAll ? undefined : await snapshot.ask(pageTable.inverters);
  return mergeInverters(deviceData, list?.items ?? [], selection);
}

/** The IQ Batteries, with what they do now. */
export async function readBatteries(snapshot: Snapshot): Promise<readonly Battery[]> {
  const listed = await snapshot.ask(pageTable.batteries);
  if (listed === undefined || listed.items.length === 0) return [];
  const powers = await snapshot.ask(pageTable.batteryPowers);
  return joinBatteries(listed.items, powers?.items ?? []);
}

/** The batteries together. */
export async function readBatterySummary(
  snapshot: Snapshot,
  batteries: readonly Battery[],
): Promise<SiteBatterySummary | undefined> {
  const summary = withoutProblems(await snapshot.ask(pageTable.batterySummary));
  return summary && { ...summary, watts: totalBatteryWatts(batteries) };
}

/** The AC batteries in use, with their reports. */
export async function readAcBatteries(snapshot: Snapshot): Promise<readonly AcBattery[]> {
  const listed = await snapshot.ask(pageTable.acBatteries);
  const inUse = listed?.items.filter(({ isActive }) => isActive) ?? [];
  if (inUse.length === 0) return [];
  const reports = await snapshot.ask(pageTable.inverters);
  return joinAcBatteries(inUse, reports?.items ?? []);
}

/** The devices that connect a site to the grid. */
export async function readGrid(snapshot: Snapshot): Promise<Grid | undefined> {
  const grid = withoutProblems(await snapshot.ask(pageTable.grid));
  const device = grid?.systemController ?? grid?.meterCollar ?? grid?.combinerController;
  return device === undefined ? undefined : grid;
}

/** The dry contacts of a system controller. */
export async function readDryContacts(
  snapshot: Snapshot,
  grid: Grid | undefined,
): Promise<readonly DryContact[]> {
  if (grid?.systemController === undefined) return [];
  const states = await snapshot.ask(pageTable.dryContacts);
  const settings = await snapshot.ask(pageTable.dryContactSettings);
  return joinDryContacts(states?.items ?? [], settings?.items ?? []);
}

/** The generator, which is connected to a system controller. */
export async function readGenerator(
  snapshot: Snapshot,
  grid: Grid | undefined,
): Promise<Generator | undefined> {
  if (grid?.systemController === undefined) return undefined;
  const config = withoutProblems(await snapshot.ask(pageTable.generatorConfig));
  if (config === undefined) {
    // Without a generator its page says nothing.
    if (!snapshot.hasFailed(pageTable.generatorConfig))
      snapshot.setAbsent(pageTable.generatorConfig);
    return undefined;
  }
  return {
    config,
    status: withoutProblems(await snapshot.ask(pageTable.generatorStatus)),
    schedule: withoutProblems(await snapshot.ask(pageTable.generatorSchedule)),
    mode: withoutProblems(await snapshot.ask(pageTable.generatorMode)),
  };
}

/** A value without its problems, which are among the snapshot's. */
function withoutProblems<P extends WithProblems<object>>(
  page: P | undefined,
): Omit<P, keyof WithProblems<object>> | undefined {
  if (page === undefined) return undefined;
  const { problems: _, repaired: __, ...value } = page;
  return value;
}
