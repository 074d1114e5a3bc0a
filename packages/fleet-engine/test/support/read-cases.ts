import { expect } from "vitest";
import type { Row, Select } from "../../src/index.js";
import { novemberAt, reading } from "./readings.js";
import type { WorkFolder } from "./work-folder.js";

/** A select and its answer. Those of all cases are one call of an engine. */
export interface ReadCase {
  readonly select: Select;
  verify(rows: readonly Row[]): void;
}

/** What every engine must answer, by a sentence about it. */
export const readCases: Readonly<Record<string, (work: WorkFolder) => Promise<ReadCase>>> = {
  "answers with bigints, numbers, text, times and nulls": async (work) => {
    const path = await work.published([
      reading({ joules_produced: 2n ** 63n - 1n, watt_hours_today: 7n, flags: null }),
    ]);
    return {
      select: (
        dialect,
      ) => `SELECT serial_number, period_end_time, joules_produced, watt_hours_today, flags,
        COUNT(*) OVER () AS count, CAST(0.5 AS DOUBLE) AS half, CAST(period_end_time AS DATE) AS day, 1 = 1 AS is_so,
        CAST(CAST(period_end_time AS DATE) AS STRING) AS day_text FROM ${dialect.files([path])}`,
      verify: (rows) =>
        expect(rows).toEqual([
          {
            serial_number: "s1",
            period_end_time: new Date("2026-11-01T12:00:00Z"),
            joules_produced: 2n ** 63n - 1n,
            watt_hours_today: 7,
            flags: null,
            count: 1n,
            half: 0.5,
            day: new Date("2026-11-01"),
            is_so: true,
            day_text: "2026-11-01",
          },
        ]),
    };
  },

  "answers in the order that a select asks for": async (work) => {
    const serials = ["s3", "s1", "s4", "s2"];
    const rows = serials.map((serial_number) => reading({ serial_number }));
    const paths = await Promise.all(rows.map((row) => work.published([row])));
    return {
      select: (dialect) =>
        `SELECT serial_number FROM ${dialect.files(paths)} ORDER BY serial_number DESC`,
      verify: (answer) =>
        expect(answer.map((row) => row["serial_number"])).toEqual(["s4", "s3", "s2", "s1"]),
    };
  },

  "answers with no row where there is none": async (work) => {
    const path = await work.published([reading()]);
    return {
      select: (dialect) => `SELECT gateway FROM ${dialect.files([path])} WHERE gateway = 'none'`,
      verify: (rows) => expect(rows).toEqual([]),
    };
  },

  "compares times with a moment, and counts their microseconds": async (work) => {
    const times = [novemberAt(1, 719), novemberAt(1, 720), novemberAt(1, 720) + 1n];
    const path = await work.published(times.map((time) => reading({ period_end_time: time })));
    const noon = new Date("2026-11-01T12:00:00.000Z");
    return {
      select: (dialect) =>
        `SELECT ${dialect.microseconds("period_end_time")} AS us FROM ${dialect.files([path])} WHERE period_end_time >= ${dialect.moment(noon)} ORDER BY us`,
      verify: (rows) => expect(rows).toEqual(times.slice(1).map((us) => ({ us }))),
    };
  },
};
