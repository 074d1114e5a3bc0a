import { describe, expect, it } from "vitest";
import { BatteryCollector } from "../src/tables/battery-readings.js";

const minute = 60_000_000n;
const start = 1_780_000_000_000_000n;

/** A group of an inventory, with the state of charge of each battery. */
const group = (type: string, batteries: Readonly<Record<string, number>>): unknown => ({
  type,
  devices: Object.entries(batteries).map(([serial_num, percentFull]) => ({
    serial_num,
    percentFull,
  })),
});

const power = (serial_num: string, real_power_mw: number, soc = 50): unknown => ({
  serial_num,
  real_power_mw,
  soc,
});

/** Collects answers in order: inventories are lists, powers are not. */
function collect(
  ...answers: readonly (readonly [minutes: number, answer: readonly unknown[], isPower?: boolean])[]
): readonly (readonly unknown[])[] {
  const collector = new BatteryCollector();
  for (const [minutes, items, isPower = false] of answers) {
    const capturedAt = start + BigInt(minutes) * minute + (isPower ? 1_000_000n : 0n);
    const text = JSON.stringify(isPower ? { "devices:": items } : items);
    const label = isPower ? "battery-power" : "batteries";
    expect(collector.add({ label, text, capturedAt })).toEqual([]);
  }
  return collector
    .table()
    .toArray()
    .map((row) => {
      const { serial_number, battery_type, time, state_of_charge_percent, power_W } = row.toJSON();
      const seconds = Number(time) - Number(start / 1000n);
      return [serial_number, battery_type, seconds / 1000, state_of_charge_percent, power_W];
    });
}

const two = [group("ENCHARGE", { a: 40, b: 60 }), group("ENPOWER", { c: 1 })];

describe("battery_readings", () => {
  it("joins the inventory with the powers of the same poll, whose state of charge is newer", () => {
    expect(collect([0, two], [0, [power("b", -2500, 61)], true], [1, two])).toEqual([
      ["a", "ENCHARGE", 0, 40, null],
      ["b", "ENCHARGE", 0, 61, -2.5],
      ["a", "ENCHARGE", 60, 40, null],
      ["b", "ENCHARGE", 60, 60, null],
    ]);
  });

  it("has a row from either page alone if the other one failed", () => {
    expect(collect([0, two], [1, [power("a", 1000)], true], [2, [power("z", 3000)], true])).toEqual(
      [
        ["a", "ENCHARGE", 0, 40, null],
        ["b", "ENCHARGE", 0, 60, null],
        ["a", null, 61, 50, 1],
        ["z", null, 121, 50, 3],
      ],
    );
  });

  it("has the AC Batteries of an inventory too, and none for a site without", () => {
    expect(collect([0, [group("ACB", { x: 7 })]])).toEqual([["x", "ACB", 0, 7, null]]);
    expect(collect([0, []], [0, [], true])).toEqual([]);
  });
});
