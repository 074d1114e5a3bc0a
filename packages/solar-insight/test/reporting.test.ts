import { inverterStates } from "@envoy/solar-insight";
import { describe, expect, it } from "vitest";
import { columnsOf, reportsBetween } from "./support/columns.js";

const recent = columnsOf([
  ...reportsBetween("a", "2026-06-01T06:00:00Z", "2026-06-01T18:00:00Z"),
  ...reportsBetween("a", "2026-06-02T06:00:00Z", "2026-06-02T10:00:00Z"),
]);
const silent = (lastEnd: string): boolean | undefined =>
  inverterStates(new Map([["b", Date.parse(lastEnd)]]), recent)[0]?.isSilent;

describe("an inverter", () => {
  it("is silent when the others have reported for more than 3 hours without it", () => {
    expect(silent("2026-06-02T10:00:00Z")).toBe(false);
    expect(silent("2026-06-02T07:00:00Z")).toBe(false);
    expect(silent("2026-06-02T06:30:00Z")).toBe(true);
    expect(silent("2024-01-01T12:00:00Z")).toBe(true);
  });

  it("is not silent for the night, in which nobody reports", () => {
    expect(silent("2026-06-01T18:00:00Z")).toBe(true);
    const morning = columnsOf([
      ...reportsBetween("a", "2026-06-01T06:00:00Z", "2026-06-01T18:00:00Z"),
      ...reportsBetween("a", "2026-06-02T06:00:00Z", "2026-06-02T08:30:00Z"),
    ]);
    const lastEnds = new Map([["b", Date.parse("2026-06-01T17:45:00Z")]]);
    expect(inverterStates(lastEnds, morning)[0]?.isSilent).toBe(false);
  });
});
