import { expect } from "vitest";
import {
  conflictingReadings,
  landingDifference,
  missingDays,
  repeatedReadings,
  sharedInverters,
} from "../../src/index.js";
import type { ReadCase } from "./read-cases.js";
import { novemberAt, reading } from "./readings.js";
import type { WorkFolder } from "./work-folder.js";

const at = (minute: number, joules: bigint | null = 1n) =>
  reading({ period_end_time: novemberAt(1, minute), joules_produced: joules });

/** What the selects of a check find, by a sentence about it. */
export const checkCases: Readonly<Record<string, (work: WorkFolder) => Promise<ReadCase>>> = {
  "counts what the landing and the table do not both have, and values that were not captured first":
    async (work) => {
      const previous = [
        await work.published([at(0), at(15, 9n), at(30, null), at(45, 2n), at(60), at(75, null)]),
      ];
      const rounds = [
        [await work.landed("ga", [at(0), at(15, 1n), at(30, 1n), at(45, 1n), at(75, null)])],
        [await work.landed("ga", [at(45, 2n), at(90)])],
      ];
      return {
        select: landingDifference({ previous, rounds }),
        verify: (rows) =>
          expect(rows).toEqual([
            // 9 and null for 1, and 45's second version; 60 is extra and 90 missing.
            { table_rows: 6n, landing_rows: 6n, missing: 1n, extra: 1n, different: 3n },
          ]),
      };
    },

  "counts all rows as extra where there is no landing": async (work) => {
    const previous = [await work.published([at(0), at(15)])];
    return {
      select: landingDifference({ previous, rounds: [] }),
      verify: (rows) =>
        expect(rows).toEqual([
          { table_rows: 2n, landing_rows: 0n, missing: 0n, extra: 2n, different: 0n },
        ]),
    };
  },

  "counts readings that are in the table more than once": async (work) => {
    const paths = [
      await work.published([at(0), at(0), at(15)]),
      await work.published([at(15, 2n)]),
    ];
    return {
      select: repeatedReadings(paths),
      verify: (rows) => expect(rows).toEqual([{ readings: 2n }]),
    };
  },

  "counts for each gateway the readings of several versions": async (work) => {
    const other = { gateway: "gb" };
    const paths = [
      await work.landed("ga", [at(0), at(15, null), at(30), at(45, null)]),
      await work.landed("ga", [at(0), at(15, 1n), at(30, 2n), at(45, null)]),
      await work.landed("gb", [reading(other)]),
      await work.landed("gb", [reading(other)]),
    ];
    return {
      select: conflictingReadings(paths.map(({ path }) => path)),
      verify: (rows) => expect(rows).toEqual([{ gateway: "ga", readings: 2n }]),
    };
  },

  "lists the inverters of several gateways": async (work) => {
    const path = await work.published([
      at(0),
      at(15),
      reading({ gateway: "gb", period_end_time: novemberAt(2) }),
      reading({ gateway: "gb", serial_number: "s2" }),
    ]);
    return {
      select: sharedInverters([path]),
      verify: (rows) =>
        expect(rows).toMatchObject([
          { serial_number: "s1", gateway: "ga", first_us: novemberAt(1), total: 2n },
          { serial_number: "s1", gateway: "gb", last_us: novemberAt(2), total: 2n },
        ]),
    };
  },

  "lists the gateways with days without a reading": async (work) => {
    const whole = [1, 2, 3].map((day) => reading({ period_end_time: novemberAt(day) }));
    const gap = [1, 4].map((day) =>
      reading({ gateway: "gb", period_end_time: novemberAt(day, 1439) }),
    );
    const path = await work.published([...whole, ...gap]);
    return {
      select: missingDays([{ month: 7, paths: [path] }]),
      verify: (rows) => {
        const [row] = rows;
        expect(rows).toHaveLength(1);
        const first = novemberAt(1) / 86_400_000_000n;
        expect(row).toMatchObject({
          gateway: "gb",
          first_day: first,
          last_day: first + 3n,
          days: 2n,
        });
      },
    };
  },
};
