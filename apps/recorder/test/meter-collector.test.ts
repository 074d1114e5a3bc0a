import { describe, expect, it } from "vitest";
import { MeterCollector } from "../src/tables/meter-readings.js";

const at = 1_780_000_000;
const production = { id: 1, type: "production", isEnabled: true, phaseCount: 3 };

interface Listed {
  readonly eid: number;
  readonly timestamp?: unknown;
  readonly activePower?: unknown;
  readonly channels?: readonly Listed[];
}

const phases = (...watts: readonly unknown[]): readonly Listed[] =>
  watts.map((activePower, i) => ({ eid: 10 + i, timestamp: at, activePower }));

/** Collects one answer. */
function collect(
  meters: ConstructorParameters<typeof MeterCollector>[0]["meters"],
  ...listed: readonly Listed[]
): { readonly rows: readonly (readonly unknown[])[]; readonly problems: readonly string[] } {
  const collector = new MeterCollector({ meters });
  const text = JSON.stringify(listed);
  const problems = collector.add({ label: "meters", text, capturedAt: 0n });
  const rows = collector
    .table()
    .toArray()
    .map((row) => {
      const { meter, meter_type, phase, active_power_W } = row.toJSON();
      return [meter, meter_type, phase, active_power_W];
    });
  return { rows, problems };
}

describe("meter_readings", () => {
  it("has a row for the total and each connected phase, signs as the gateway gives them", () => {
    const reading = { eid: 1, timestamp: at, activePower: -6.5, channels: phases(-1, -2, -3.5) };
    const total = ["1", "production", "total", -6.5];
    expect(collect([production], reading)).toEqual({
      rows: [
        total,
        ["1", "production", "A", -1],
        ["1", "production", "B", -2],
        ["1", "production", "C", -3.5],
      ],
      problems: [],
    });
    const ofPhases = (phaseCount: number): unknown =>
      collect([{ ...production, phaseCount }], reading).rows.map(([, , phase]) => phase);
    expect(ofPhases(2)).toEqual(["total", "A", "B"]);
    expect(ofPhases(1)).toEqual(["total"]);
  });

  it("leaves out meters that are not installed or not listed, unless nobody knows which", () => {
    const listed = [1, 2, 3].map((eid) => ({ eid, timestamp: at, activePower: eid }));
    const known = [production, { ...production, id: 2, isEnabled: false }];
    expect(collect(known, ...listed).rows).toEqual([["1", "production", "total", 1]]);
    expect(collect(undefined, ...listed).rows).toEqual([
      ["1", null, "total", 1],
      ["2", null, "total", 2],
      ["3", null, "total", 3],
    ]);
  });

  it("has no phases if one cannot be read, since their order names them", () => {
    const [a, , c] = phases(1, 2, 3);
    const channels = [a, { eid: 11 }, c].filter((phase) => phase !== undefined);
    const { rows, problems } = collect([production], { eid: 1, timestamp: at, channels });
    expect(rows).toEqual([["1", "production", "total", null]]);
    expect(problems).toEqual(["[0].channels[1].timestamp is missing"]);
  });

  it("has null for a value that cannot be one, and no row without a time", () => {
    const wrong = collect([production], { eid: 1, timestamp: at, activePower: "5" });
    expect(wrong.rows).toEqual([["1", "production", "total", null]]);
    expect(wrong.problems).toEqual(['[0].activePower should be a number, is "5"']);
    for (const timestamp of [0, at * 1000, undefined]) {
      const timeless = collect([production], { eid: 1, timestamp, activePower: 5 });
      expect(timeless.rows).toEqual([]);
      expect(timeless.problems).toHaveLength(1);
    }
  });
});
