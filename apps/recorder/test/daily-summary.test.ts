import { mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openArchive } from "../src/readings/archive.js";
import { RowBuilder } from "../src/readings/row-builder.js";
import { isSummaryDue } from "../src/summary/note.js";
import { queryArchive } from "./support/duckdb.js";
import { type SummarySite, summarySite } from "./support/summary-site.js";
import { archiveYears } from "./support/years-archive.js";

const now = "2026-04-10T12:00:00Z";

let site: SummarySite;
beforeEach(async () => {
  site = await summarySite();
  await archiveYears(
    site.config.parquetArchive,
    {
      inverters: 4,
      timeZone: "Europe/London",
      since: Date.parse("2025-11-20") / 1000,
      sky: { latitude: 51.5, longitude: 0 },
      faults: [
        {
          kind: "dead",
          inverters: [2],
          from: Date.parse("2026-02-20T12:00:00Z") / 1000,
          to: Date.parse("2026-03-20T12:00:00Z") / 1000,
        },
        {
          kind: "recorder-outage",
          from: Date.parse("2026-01-30T10:00:00Z") / 1000,
          to: Date.parse("2026-02-02T13:00:00Z") / 1000,
        },
      ],
    },
    ["2025-11-25", "2026-04-08"],
  );
});
afterEach(() => site[Symbol.asyncDispose]());

/** Adds a reading to the archive, as a backfill does. */
async function addReading(
  serialNumber: string,
  end: string,
  joulesProduced: number,
): Promise<void> {
  const rows = new RowBuilder("native");
  rows.add({
    serialNumber,
    endDate: Date.parse(end) / 1000,
    durationSeconds: 900,
    joulesProduced,
  });
  await openArchive(site.config.parquetArchive).merge(rows.table());
}

async function versions(): Promise<readonly string[]> {
  const folder = join(site.config.tablesFolder, "daily_summary");
  const years = await readdir(folder);
  const found = years.map(async (year) => {
    const { mtimeMs, ino } = await stat(join(folder, year, "00000000.parquet"));
    return `${year} ${mtimeMs} ${ino}`;
  });
  return Promise.all(found);
}

const file = (year: number): string =>
  join(site.config.tablesFolder, `daily_summary/year=${year}/00000000.parquet`);
const month = (year: number, number: number): string =>
  join(site.config.parquetArchive, `year=${year}/month=${number}/00000000.parquet`);

describe("the daily summary", () => {
  it("has for each local day what DuckDB finds in the archive", async () => {
    const made = await site.make(now);
    expect(made).toMatchObject({ isCut: false, problems: [] });
    const expected = await queryArchive(
      site.config.parquetArchive,
      `SELECT (period_end_time AT TIME ZONE 'Europe/London')::DATE::VARCHAR AS local_date,
         serial_number, sum(joules_produced)::BIGINT AS joules_produced,
         max(watt_hours_today)::INTEGER AS counter_watt_hours,
         max(round(joules_produced / (period_duration / 1e6)))::INTEGER AS peak_watts,
         count(*)::INTEGER AS periods,
         max(inverter_temperature_Celsius)::INTEGER AS max_temperature_celsius,
         sum(power_conversion_error_seconds)::INTEGER AS power_conversion_error_seconds
       FROM ARCHIVE GROUP BY 1, 2 ORDER BY 1, 2`,
    );
    expect(expected.length).toBeGreaterThan(400);
    const found = await queryArchive(
      join(site.config.tablesFolder, "daily_summary"),
      `SELECT local_date::VARCHAR AS local_date, serial_number, joules_produced, counter_watt_hours,
         peak_watts, periods, max_temperature_celsius, power_conversion_error_seconds
       FROM ARCHIVE WHERE periods > 0 ORDER BY local_date, serial_number`,
    );
    expect(found).toEqual(expected);
  });

  it("has a row for who is missing, for a week", async () => {
    await site.make(now);
    const rows = await queryArchive(
      join(site.config.tablesFolder, "daily_summary"),
      `SELECT local_date::VARCHAR AS date, gap_seconds > 14400 AS is_long, joules_produced, gap_joules
       FROM ARCHIVE WHERE periods = 0 AND serial_number = '482202080034'
         AND local_date BETWEEN '2026-02-10' AND '2026-03-31' ORDER BY ALL`,
    );
    expect(rows).toEqual(
      ["21", "22", "23", "24", "25", "26", "27"].map((day) => ({
        date: `2026-02-${day}`,
        is_long: true,
        joules_produced: null,
        gap_joules: null,
      })),
    );
  });

  it("ends with the last day that is over, which readings of later ones tell if the clock does not", async () => {
    const lastDay = async (time: string): Promise<unknown> => {
      await site.make(time);
      const folder = join(site.config.tablesFolder, "daily_summary");
      const [row] = await queryArchive(
        folder,
        "SELECT max(local_date)::VARCHAR AS day FROM ARCHIVE",
      );
      return row?.["day"];
    };
    expect(await lastDay("2026-04-08T22:59:59Z")).toBe("2026-04-07");
    expect(await lastDay("2026-04-08T23:00:00Z")).toBe("2026-04-08");
    expect(await lastDay("2026-01-15T12:00:00Z")).toBe("2026-04-07");
    expect(await site.rows()).toEqual(await site.full("2026-01-15T12:00:00Z"));
  });

  it("is not misled by a single reading whose time is in the future", async () => {
    const before = await site.full("2026-04-08T12:00:00Z");
    for (const end of ["2027-06-01T12:00:00Z", "9999-12-31T23:00:00Z", "+058384-07-29T00:00:00Z"]) {
      await addReading("482202080000", end, 5);
    }
    await site.make("2026-04-08T12:00:00Z");
    expect(await site.rows()).toEqual(before);
  });

  it("does nothing again while nothing changes", async () => {
    expect((await site.make(now)).months.length).toBeGreaterThan(5);
    const before = await versions();
    expect((await site.make(now)).months).toEqual([]);
    expect(await versions()).toEqual(before);
  });

  it("is made once a local day, and when the time zone is another", async () => {
    const { config } = site;
    const due = (time: string, timeZone = config.site.timeZone): Promise<boolean> =>
      isSummaryDue({ ...config, site: { ...config.site, timeZone } }, Date.parse(time));
    expect(await due(now)).toBe(true);
    await site.make(now);
    expect(await due(now)).toBe(false);
    expect(await due("2026-04-10T22:59:59.999Z")).toBe(false);
    expect(await due("2026-04-10T23:00:00Z")).toBe(true);
    // The clock went back.
    expect(await due("2026-04-10T11:59:59Z")).toBe(true);
    expect(await due(now, "UTC")).toBe(true);
    const tables = { ...config.tables, dailySummary: false };
    expect(await isSummaryDue({ ...config, tables }, Date.parse("2027-01-01"))).toBe(false);
  });

  it("follows late readings of an old month, as making all of it anew would", async () => {
    await site.make(now);
    const before = await site.rows();
    // In an outage, at the end of a month: the gaps of the neighbour change too.
    await addReading("482202080000", "2026-01-31T12:15:00Z", 111_111);
    await addReading("482202080000", "2025-12-15T12:17:00Z", 222_222);
    const { months } = await site.make(now);
    expect(months).toEqual(["2025-12", "2026-01", "2026-02"]);
    expect(await site.rows()).not.toEqual(before);
    expect(await site.rows()).toEqual(await site.full(now));
  });

  it("follows every day, as making all of it anew would", async () => {
    for (const day of ["08", "09", "10"]) {
      await addReading("482202080000", `2026-04-${day}T12:00:00Z`, 1000);
      await site.make(`2026-04-${day}T23:30:00Z`);
      expect(await site.rows()).toEqual(await site.full(`2026-04-${day}T23:30:00Z`));
    }
    // The month before is not made again once its last week is known.
    await site.make("2026-04-11T23:30:00Z");
    await addReading("482202080000", "2026-04-11T12:00:00Z", 1000);
    expect((await site.make("2026-04-12T23:30:00Z")).months).toEqual(["2026-04"]);
  });

  it("follows the days that have ended, also where nothing was archived since", async () => {
    await addReading("482202080000", "2026-05-03T12:00:00Z", 1000);
    await site.make("2026-05-03T20:00:00Z");
    // The weeks around April have another day.
    expect((await site.make("2026-05-04T20:00:00Z")).months).toEqual(["2026-04", "2026-05"]);
    expect(await site.rows()).toEqual(await site.full("2026-05-04T20:00:00Z"));
  });

  it("names the time zone in its files, also if the days are those of another", async () => {
    const zoneOf = async (): Promise<string> => (await readFile(file(2026))).toString("latin1");
    await site.make(now);
    expect(await zoneOf()).toContain("Europe/London");
    await site.make(now, { zone: "Europe/Guernsey" });
    expect(await zoneOf()).toContain("Europe/Guernsey");
  });

  it("is another in another time zone", async () => {
    await site.make(now);
    const before = await site.rows();
    await site.make(now, { zone: "Pacific/Tongatapu" });
    expect(await site.rows()).not.toEqual(before);
    expect(await site.rows()).toEqual(await site.full(now, "Pacific/Tongatapu"));
    await site.make(now);
    expect(await site.rows()).toEqual(before);
  });

  it("is made again where its file was deleted, changed or damaged", async () => {
    await site.make(now);
    const before = await site.rows();
    await rm(file(2025));
    await site.make(now);
    expect(await site.rows()).toEqual(before);
    await writeFile(file(2026), await readFile(file(2025)));
    await site.make(now);
    expect(await site.rows()).toEqual(before);
    await writeFile(file(2026), "damaged");
    await site.make(now);
    expect(await site.rows()).toEqual(before);
    await rm(site.config.tablesFolder, { recursive: true });
    await rm(site.config.state, { recursive: true });
    await site.make(now);
    expect(await site.rows()).toEqual(before);
  });

  it("loses the days of a month that was deleted from the archive", async () => {
    await site.make(now);
    for (const number of [11, 12]) await rm(month(2025, number));
    await site.make(now);
    expect(await site.rows()).toEqual(await site.full(now));
    expect((await site.rows()).filter((row) => row.startsWith("2025 "))).toEqual([]);
  });

  it("keeps what it has of a month that cannot be read, and follows the others", async () => {
    await site.make(now);
    const before = await site.rows();
    const bytes = await readFile(month(2026, 2));
    await writeFile(month(2026, 2), "damaged");
    await addReading("482202080000", "2025-12-05T12:17:00Z", 333_333);
    const { months, problems } = await site.make(now);
    expect(months).toContain("2025-12");
    expect(problems.join()).toContain(month(2026, 2));
    const february = (rows: readonly string[]): readonly string[] =>
      rows.filter((row) => {
        const [, date = ""] = /"local_date": (\d+)/.exec(row) ?? [];
        return new Date(Number(date)).toISOString().startsWith("2026-02");
      });
    expect(february(before).length).toBeGreaterThan(80);
    expect(february(await site.rows())).toEqual(february(before));
    await writeFile(month(2026, 2), bytes);
    expect((await site.make(now)).problems).toEqual([]);
    expect(await site.rows()).toEqual(await site.full(now));
  });

  it("is made bit by bit where time is short, at least a month at a time", async () => {
    let rounds = 0;
    for (let isCut = true; isCut && rounds < 20; rounds++) {
      ({ isCut } = await site.make(now, { maxMs: 0 }));
      expect(await isSummaryDue(site.config, Date.parse(now))).toBe(isCut);
    }
    // Six months are read; the run that reads the last makes the first of seven, since local days may begin a month earlier.
    expect(rounds).toBe(6 + 7 - 1);
    expect(await site.rows()).toEqual(await site.full(now));
  });

  it("writes nothing but its own table and the state", async () => {
    const before = await readdir(site.config.parquetArchive, { recursive: true });
    await mkdir(site.config.tablesFolder, { recursive: true });
    await site.make(now);
    expect(await readdir(site.config.parquetArchive, { recursive: true })).toEqual(before);
    expect(await readdir(site.config.tablesFolder)).toEqual(["daily_summary"]);
    expect((await readdir(site.config.state)).sort()).toEqual([
      "daily-summary.json",
      "summary-months.json",
    ]);
  });
});
