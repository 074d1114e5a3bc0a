import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type FleetEngine,
  inverterDayColumns,
  inverterDays,
  type LocalDays,
  lastReadingColumns,
  lastReadings,
} from "../../src/index.js";
import { ParquetFiles } from "./parquet-files.js";
import { novemberAt, type Reading, reading } from "./readings.js";
import { type TemporaryFolder, temporaryFolder } from "./temporary-folder.js";

const dayUs = 86_400_000_000;
const firstDay = Date.UTC(2026, 10, 1) / 86_400_000;

/** Days from the first of November on, whose midnights are so many hours before those of UTC. */
function novemberDays(timeZone: string, hours: number, from = 1, days = 30): LocalDays {
  const fromUs = Number(novemberAt(from)) - hours * 3_600_000_000;
  const first = firstDay + from - 1;
  const toUs = fromUs + days * dayUs;
  return { timeZone, fromUs, toUs, firstDay: first, lastDay: first + days - 1 };
}

/** What every engine must give for a report, to the last bit. */
export function describeReport(name: string, makeEngine: (folder: string) => FleetEngine): void {
  describe(`the report's selects in ${name}`, () => {
    let temporary: TemporaryFolder;
    let files: ParquetFiles;
    let engine: FleetEngine;
    let days: readonly Readonly<Record<string, unknown>>[];
    let last: readonly Readonly<Record<string, unknown>>[];
    const of = (gateway: string, day: number) =>
      days.filter((row) => row["gateway"] === gateway && row["day"] === firstDay + day - 1);

    beforeAll(async () => {
      temporary = temporaryFolder();
      const { path: folder } = temporary;
      files = await ParquetFiles.open();
      engine = makeEngine(join(folder, "work"));
      const table = await files.write(join(folder, "table.parquet"), readings);
      const gateways = join(folder, "gateways.parquet");
      await files.query(
        `COPY (SELECT * FROM (VALUES ('ga', 'Europe/Berlin'), ('gb', 'America/New_York'), ('gc', NULL)) AS t(gateway, time_zone)) TO '${gateways}' (FORMAT parquet)`,
      );
      const calendar = [
        novemberDays("Europe/Berlin", 1),
        // New York's clocks are put back on the first, which has 25 hours.
        { ...novemberDays("America/New_York", -4, 1, 1), toUs: Number(novemberAt(2, 300)) },
        novemberDays("America/New_York", -5, 2, 29),
        novemberDays("UTC", 0),
      ];
      const jobs = [
        {
          id: "days",
          select: inverterDays({ files: [table], gateways, days: calendar }),
          columns: inverterDayColumns,
          orderBy: ["gateway", "serial_number", "day"],
          folder: join(folder, "days"),
        },
        {
          id: "last",
          select: lastReadings({ files: [table], before: new Date("2026-11-02T12:00:00Z") }),
          columns: lastReadingColumns,
          orderBy: ["gateway", "serial_number"],
          folder: join(folder, "last"),
        },
      ];
      await engine.write(jobs);
      const rowsOf = (id: string) =>
        files.query(`SELECT * FROM read_parquet('${join(folder, id, "rows.parquet")}')`);
      [days, last] = [await rowsOf("days"), await rowsOf("last")];
      // Spark takes its time to start, and more on a machine that is busy.
    }, 300_000);
    afterAll(async () => {
      await engine.close();
      files.close();
      temporary.remove();
    });

    it("sum up each inverter's local day", () => {
      expect(of("ga", 1)).toEqual([
        {
          gateway: "ga",
          serial_number: "s1",
          day: firstDay,
          readings: 4,
          energies: 3,
          joules: 9_007_199_254_740_000,
          seconds: 2700,
          producing_seconds: 1800,
          error_seconds: 930,
          first_second: 42_300,
          last_second: 44_100,
          watt_hours_today: 70,
          last_end_us: Number(novemberAt(1, 765)),
        },
      ]);
    });

    it("give a period to the day in which it ends, by the clocks of its gateway", () => {
      expect(of("ga", 2)).toMatchObject([{ serial_number: "s1", readings: 1, last_second: -3600 }]);
      expect(of("gb", 1)).toMatchObject([{ readings: 2, last_end_us: Number(novemberAt(2, 299)) }]);
      expect(of("gb", 2)).toMatchObject([{ readings: 1, last_end_us: Number(novemberAt(2, 300)) }]);
      expect(of("gc", 1)).toMatchObject([{ readings: 1 }]);
      expect(days).toHaveLength(5);
    });

    it("bear numbers that no inverter has", async () => {
      const { path: folder } = temporary;
      const end = novemberAt(3, 700);
      const absurd = {
        gateway: "gc",
        joules_produced: 2n ** 63n - 1n,
        power_conversion_error_seconds: 2n ** 31n - 1n,
      };
      const table = await files.write(join(folder, "absurd.parquet"), [
        reading({ ...absurd, period_end_time: end, period_duration_us: -(2n ** 63n) }),
        reading({ ...absurd, period_end_time: end + 1n }),
      ]);
      const job = {
        id: "absurd",
        select: inverterDays({
          files: [table],
          gateways: join(folder, "gateways.parquet"),
          days: [novemberDays("UTC", 0)],
        }),
        columns: inverterDayColumns,
        orderBy: ["gateway", "serial_number", "day"],
        folder: join(folder, "absurd"),
      };
      await engine.write([job]);
      expect(
        await files.query(`SELECT * FROM read_parquet('${join(job.folder, "rows.parquet")}')`),
      ).toMatchObject([{ readings: 2, joules: 2 ** 64, error_seconds: 2 ** 31 - 1 }]);
    }, 300_000);

    it("take two hours for the most that one period tells of", () => {
      expect(of("gc", 1)).toMatchObject([{ seconds: 7200, first_second: 36_000 }]);
    });

    it("tell when each inverter's last period before a moment ended", () => {
      expect(last).toEqual([
        { gateway: "ga", serial_number: "s1", last_end_us: Number(novemberAt(1, 1380)) },
        { gateway: "gb", serial_number: "s1", last_end_us: Number(novemberAt(2, 300)) },
        { gateway: "gc", serial_number: "s1", last_end_us: Number(novemberAt(1, 720)) },
      ]);
    });
  });
}

const errorSeconds = "power_conversion_error_seconds";

const readings: readonly Reading[] = [
  reading({ joules_produced: 9_007_199_254_739_000n, watt_hours_today: 50n, [errorSeconds]: 30n }),
  reading({ period_end_time: novemberAt(1, 735), joules_produced: 1000n, watt_hours_today: 70n }),
  reading({ period_end_time: novemberAt(1, 750), joules_produced: 0n, [errorSeconds]: 900n }),
  reading({ period_end_time: novemberAt(1, 765), joules_produced: null, period_duration_us: null }),
  // Midnight in Berlin: of the next day.
  reading({ period_end_time: novemberAt(1, 1380) }),
  // Before the month in New York, in its 25th hour, and after it.
  reading({ gateway: "gb", period_end_time: novemberAt(1, 239) }),
  reading({ gateway: "gb", period_end_time: novemberAt(1, 240) }),
  reading({ gateway: "gb", period_end_time: novemberAt(2, 299) }),
  reading({ gateway: "gb", period_end_time: novemberAt(2, 300) }),
  reading({ gateway: "gc", period_duration_us: 40_000_000_000n }),
];
