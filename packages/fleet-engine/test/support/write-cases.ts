import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect } from "vitest";
import {
  closedShard,
  mergedFiles,
  newRows,
  type WriteJob,
  withoutGateway,
} from "../../src/index.js";
import { filesOf, firstCaptured, histories, named } from "./first-captured.js";
import { novemberAt, reading, wholeRow } from "./readings.js";
import type { WorkFolder } from "./work-folder.js";

/** Jobs, and what must be in their folders. The jobs of all cases are one call of an engine. */
export interface WriteCase {
  readonly jobs: readonly WriteJob[];
  verify(): Promise<void>;
}

type MakeCase = (work: WorkFolder) => Promise<WriteCase>;

/** What every engine must write, by a sentence about it. */
export const writeCases: Readonly<Record<string, MakeCase>> = {
  "sorts the rows of several files by the key": async (work) => {
    const rows = [
      reading({ serial_number: "s1" }),
      reading({ serial_number: "s2" }),
      reading({ gateway: "gb" }),
    ] as const;
    const previous = [
      await work.published([rows[2], rows[1]]),
      await work.published([rows[0]], "réseau +1 = a@b"),
    ];
    const merge = work.job(mergedFiles({ previous }));
    const forget = work.job(withoutGateway({ previous, gateway: "ga" }));
    return {
      jobs: [merge, forget],
      verify: async () => {
        expect(readdirSync(merge.folder)).toEqual(["rows.parquet"]);
        expect(await work.rowsOf(merge)).toEqual(rows.map(wholeRow));
        expect(await work.rowsOf(forget)).toEqual([wholeRow(rows[2])]);
      },
    };
  },

  "takes of each key what was captured first: the table's row, else that of the earlier round":
    async (work) => {
      const at = (minute: number, joules: bigint) =>
        reading({ period_end_time: novemberAt(1, minute), joules_produced: joules });
      const previous = [await work.published([at(0, 1n)])];
      const rounds = [
        [await work.landed("ga", [at(0, 2n), at(15, 2n)])],
        [await work.landed("ga", [at(0, 3n), at(15, 3n), at(30, 3n)])],
      ];
      const added = work.job(newRows({ previous, rounds }));
      const closed = work.job(closedShard({ previous, rounds }));
      return {
        jobs: [added, closed],
        verify: async () => {
          const fresh = [at(15, 2n), at(30, 3n)].map(wholeRow);
          expect(await work.rowsOf(added)).toEqual(fresh);
          expect(await work.rowsOf(closed)).toEqual([wholeRow(at(0, 1n)), ...fresh]);
        },
      };
    },

  "takes from any history what a model in memory takes": async (work) => {
    const cases = fc.sample(histories, { numRuns: 40, seed: 16 }).flat();
    const gateways = new Map(cases.map((one, i) => [`g${100 + i}`, named(`g${100 + i}`, one)]));
    const inputs = await filesOf(work, gateways);
    const closed = work.job(closedShard(inputs));
    const added = work.job(newRows(inputs));
    const expected = [...gateways.values()].map(firstCaptured);
    return {
      jobs: [closed, added],
      verify: async () => {
        expect(await work.rowsOf(closed)).toEqual(
          expected.flatMap((one) => one.closed).map(wholeRow),
        );
        expect(await work.rowsOf(added)).toEqual(
          expected.flatMap((one) => one.added).map(wholeRow),
        );
      },
    };
  },

  "splits rows by UTC day, from midnight to the last microsecond": async (work) => {
    const times = [novemberAt(2) - 1n, novemberAt(2), novemberAt(3) - 1n, novemberAt(5, 1)];
    const rows = times.map((period_end_time) => reading({ period_end_time }));
    const split = work.job(mergedFiles({ previous: [await work.published(rows)] }), {
      split: "day",
    });
    const oneDay = work.job(mergedFiles({ previous: [await work.published([reading()])] }), {
      split: "day",
    });
    return {
      jobs: [split, oneDay],
      verify: async () => {
        const days = ["01", "02", "05"].map((day) => `day=2026-11-${day}.parquet`);
        expect(readdirSync(split.folder).sort()).toEqual(days);
        const read = await Promise.all(days.map((day) => work.rowsOf(split, day)));
        expect(read).toEqual(
          [[rows[0]], [rows[1], rows[2]], [rows[3]]].map((day) =>
            day.map((row) => wholeRow(row ?? {})),
          ),
        );
        expect(readdirSync(oneDay.folder)).toEqual(["day=2026-11-01.parquet"]);
      },
    };
  },

  "writes no file where there are no rows": async (work) => {
    const previous = [await work.published([reading()])];
    const rounds = [[await work.landed("ga", [reading()])], [await work.landed("ga", [])]];
    const jobs = (["none", "day"] as const).map((split) =>
      work.job(newRows({ previous, rounds }), { split }),
    );
    return {
      jobs,
      verify: async () => {
        for (const { folder } of jobs)
          expect(existsSync(folder) ? readdirSync(folder) : []).toEqual([]);
      },
    };
  },

  "keeps the largest and the smallest values, nulls and empty text": async (work) => {
    const values = [2n ** 31n - 1n, 2n ** 31n, 2n ** 32n - 1n, 2n ** 63n - 1n, -(2n ** 63n), null];
    const rows = values.map((value, i) =>
      reading({
        serial_number: i === 0 ? "" : `s${i} é`,
        period_end_time: novemberAt(1, 15) + 1n,
        joules_produced: value,
        flags: value,
        watt_hours_today: i % 2 === 0 ? 2n ** 31n - 1n : -(2n ** 31n),
        inverter_temperature_Celsius: null,
      }),
    );
    const landed = await work.landed("ga", rows);
    const job = work.job(newRows({ previous: [], rounds: [[landed]] }), { split: "day" });
    return {
      jobs: [job],
      verify: async () => {
        const day = "day=2026-11-01.parquet";
        expect(await work.rowsOf(job, day)).toEqual(rows.map(wholeRow));
        expect(await work.files.schema(join(job.folder, day))).toEqual(fleetSchema);
      },
    };
  },

  "writes the columns that a job names, in its order": async (work) => {
    const previous = [
      await work.published([reading({ serial_number: "s2" }), reading({ serial_number: null })]),
    ];
    const job = work.job(mergedFiles({ previous }), {
      columns: ["period_duration_us", "serial_number"],
      orderBy: ["serial_number"],
    });
    return {
      jobs: [job],
      verify: async () => {
        const [file] = readdirSync(job.folder);
        expect(await work.files.query(`SELECT * FROM '${join(job.folder, file ?? "")}'`)).toEqual([
          { period_duration_us: 900_000_000n, serial_number: null },
          { period_duration_us: 900_000_000n, serial_number: "s2" },
        ]);
      },
    };
  },
};

/** Signed, with times in UTC, as every reader has them. */
const fleetSchema = [
  ["gateway", "BYTE_ARRAY", "UTF8"],
  ["serial_number", "BYTE_ARRAY", "UTF8"],
  ["period_end_time", "INT64", "TIMESTAMP_MICROS UTC"],
  ["period_duration_us", "INT64", "signed"],
  ["joules_produced", "INT64", "signed"],
  ["ac_voltage_mV", "INT64", "signed"],
  ["ac_current_mA", "INT64", "signed"],
  ["dc_voltage_mV", "INT64", "signed"],
  ["dc_current_mA", "INT64", "signed"],
  ["ac_frequency_mHz", "INT64", "signed"],
  ["inverter_temperature_Celsius", "INT32", "signed"],
  ["power_conversion_error_seconds", "INT32", "signed"],
  ["power_conversion_max_error_cycles", "INT32", "signed"],
  ["flags", "INT64", "signed"],
  ["watt_hours_today", "INT32", "signed"],
];
