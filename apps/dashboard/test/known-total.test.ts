import { describe, expect, it } from "vitest";
import { knownTotal } from "../src/views/day/known-total.js";

const stepMs = 300_000;
const unknown = Number.NaN;
const day = (
  counts: readonly number[],
  gaps: readonly { readonly from: number; readonly to: number; readonly inverters: number[] }[],
): Parameters<typeof knownTotal>[0] => ({
  from: 0,
  stepMs,
  total: Float64Array.from(counts, (count) => (count === 0 ? unknown : 10 * count)),
  reporting: Uint16Array.from(counts),
  gaps: gaps.map(({ from, to, inverters }) => ({
    from: from * stepMs,
    to: to * stepMs,
    inverters,
    isOfAll: inverters.length === 3,
  })),
});

describe("the power of all inverters together", () => {
  it("is that of the day where nothing is missing, also while they wake in turn", () => {
    const { whole, partial } = knownTotal(day([0, 1, 2, 3, 3, 1, 0], []));
    expect([...whole]).toEqual([unknown, 10, 20, 30, 30, 10, unknown]);
    expect(partial.every(Number.isNaN)).toBe(true);
  });

  it("ends before the sum of a few falls into a gap of all, and begins after it rises", () => {
    const { whole, partial } = knownTotal(
      day([3, 3, 2, 1, 0, 0, 1, 3, 3], [{ from: 4, to: 6, inverters: [0, 1, 2] }]),
    );
    expect([...whole]).toEqual([30, 30, unknown, unknown, unknown, unknown, unknown, 30, 30]);
    expect(partial.every(Number.isNaN)).toBe(true);
  });

  it("is told apart where one is missing, and a gap of all among it is still one", () => {
    const { whole, partial } = knownTotal(
      day(
        [3, 2, 2, 2, 2, 2, 0, 2, 3],
        [
          { from: 1, to: 6, inverters: [0] },
          { from: 6, to: 7, inverters: [0, 1, 2] },
          { from: 7, to: 8, inverters: [0] },
        ],
      ),
    );
    expect([...whole]).toEqual([30, ...Array.from({ length: 7 }, () => unknown), 30]);
    // The last four steps before a gap of all may be its edge.
    expect([...partial]).toEqual([unknown, 20, ...Array.from({ length: 7 }, () => unknown)]);
  });
});
