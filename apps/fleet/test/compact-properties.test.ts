import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Happening, ModelledFleet } from "./support/fleet-model.js";

/** More for a long search, such as FLEET_RUNS=500. */
const runs = Number(process.env["FLEET_RUNS"] ?? 8);
const limitMs = 2000 * runs;

const landing: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant("land" as const),
  home: fc.nat(1),
  month: fc.nat(1),
  slots: fc.uniqueArray(fc.nat(5), { minLength: 2, maxLength: 5 }),
  replaces: fc.boolean(),
});
const compaction: fc.Arbitrary<Happening> = fc.record({
  kind: fc.constant("compact" as const),
  close: fc.boolean(),
  killedAfter: fc.option(fc.nat(150), { nil: undefined }),
});
const last: Happening = { kind: "compact", close: false, killedAfter: undefined };

describe("a table", () => {
  it(
    "has each reading as it was landed first, whatever is landed, compacted, closed and killed in between",
    async () => {
      const sequences = fc.array(
        fc.oneof({ weight: 3, arbitrary: landing }, { weight: 2, arbitrary: compaction }),
        { minLength: 8, maxLength: 14, size: "max" },
      );
      const property = fc.asyncProperty(sequences, async (happenings) => {
        await using fleet = await ModelledFleet.make();
        for (const happening of [...happenings, last]) {
          const { found, allowed } = await fleet.happen(happening);
          expect(allowed).toContainEqual(found);
        }
      });
      // Shrinking would take minutes; the seed that is printed repeats a failure.
      await fc.assert(property, {
        numRuns: runs,
        endOnFailure: true,
        interruptAfterTimeLimit: limitMs,
      });
    },
    limitMs + 60_000,
  );
});
