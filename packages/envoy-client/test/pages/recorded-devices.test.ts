import { expect, it } from "vitest";
import {
  joinAcBatteries,
  parseAcBatteries,
  parseAcBatterySummary,
} from "../../src/pages/ac-batteries.js";
import { parseBatteries, parseBatteryPowers } from "../../src/pages/batteries.js";
import { parseBatterySummary } from "../../src/pages/battery-summary.js";
import { parseGrid, parseGridRelay } from "../../src/pages/grid.js";
import { parseInverters } from "../../src/pages/inverters.js";
import {
  ofAcBattery,
  ofAcBatterySummary,
  ofBattery,
  ofBatteryPower,
  ofBatterySummary,
  ofCollar,
  ofCombinedSummary,
  ofCombiner,
  ofController,
} from "../support/pyenphase-devices.js";
import { byKey, describeRecordings } from "../support/recordings.js";

const inventory = "ivp_ensemble_inventory";

describeRecordings(
  "recorded devices, as pyenphase reads them",
  ({ read, text, theirs, expectSame }) => {
    it("batteries", () => {
      const batteries = read(parseBatteries, inventory)?.items ?? [];
      const powers = read(parseBatteryPowers, "ivp_ensemble_power")?.items ?? [];
      const ours = byKey(batteries, "serialNumber", ofBattery);
      expectSame(ours, "encharge_inventory");
      const oursNow = byKey(powers, "serialNumber", ofBatteryPower);
      expectSame(oursNow, "encharge_power");
    });

    it("their summary", () => {
      const summary = read(parseBatterySummary, "ivp_ensemble_secctrl");
      // pyenphase gives the summaries only where there are such batteries; otherwise ours has zeros.
      if (theirs("encharge_aggregate") !== null) {
        expectSame(ofBatterySummary(summary), "encharge_aggregate");
      } else {
        expect(summary?.capacityWattHours ?? 0).toBe(0);
      }
      if (theirs("battery_aggregate") !== null) {
        expectSame(ofCombinedSummary(summary), "battery_aggregate");
      }
    });

    it("AC batteries", () => {
      const listed = read(parseAcBatteries, "inventory")?.items ?? [];
      const reports =
        listed.length > 0 ? parseInverters(text("api_v1_production_inverters")) : undefined;
      const active = joinAcBatteries(listed, reports?.items ?? []).filter(
        ({ isActive }) => isActive,
      );
      const ours = byKey(active, "serialNumber", ofAcBattery);
      expectSame(ours, "acb_inventory");
      const [summary] = read(parseAcBatterySummary, "production.json")?.items ?? [];
      expectSame(summary && ofAcBatterySummary(summary), "acb_power");
    });

    it("grid", () => {
      const grid = read(parseGrid, inventory);
      const controller = grid?.systemController;
      expectSame(controller && ofController(controller), "enpower");
      const collar = grid?.meterCollar;
      expectSame(collar && ofCollar(collar), "collar");
      const combiner = grid?.combinerController;
      expectSame(combiner && ofCombiner(combiner), "c6cc");
      const relay = read(parseGridRelay, "ivp_ensemble_status");
      if (controller !== undefined && relay !== undefined) {
        expect(relay.gridSwitchState).toBe(controller.gridSwitchState);
      }
    });
  },
);
