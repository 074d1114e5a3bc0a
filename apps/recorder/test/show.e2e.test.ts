import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { TimeZone } from "@envoy/solar-insight";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { loadConfig } from "../src/config/config.js";
import { readDay } from "../src/show/day-data.js";
import { dayText } from "../src/show/day-text.js";
import { readMonth } from "../src/show/month-data.js";
import { monthText } from "../src/show/month-text.js";
import { queryArchive } from "./support/duckdb.js";
import { runRecorder } from "./support/recorder-process.js";
import { archiveFolder, type ReportedTime } from "./support/simulated-archive.js";

const config = '[site]\ntime_zone = "Europe/London"\n[site.names]\n11 = "East, 1"\n22 = "West"\n';

/** Two inverters from 06:00 to 18:00 UTC of each day of March 2026, with an outage on the 29th, when clocks go forward. */
function march(): readonly ReportedTime[] {
  return Array.from({ length: 31 }, (_, i) => `2026-03-${String(i + 1).padStart(2, "0")}`).flatMap(
    (day) =>
      ["11", "22"].flatMap((serialNumber, inverter) => {
        const watts = 100 + 10 * inverter;
        const part = (from: string, to: string): ReportedTime => ({
          serialNumber,
          from: `${day}T${from}:00Z`,
          to: `${day}T${to}:00Z`,
          watts,
        });
        return day === "2026-03-29"
          ? [part("06:00", "09:00"), part("11:00", "18:00")]
          : [part("06:00", "18:00")];
      }),
  );
}

const runIn =
  (folder: string) =>
  (...args: string[]): Promise<Ended> =>
    runRecorder(args, { cwd: folder });

describe("show", () => {
  it("draws a day by the site's clock, with its gaps", async () => {
    await using site = await archiveFolder(march(), config);
    const { stdout, code } = await runIn(site.folder)("show", "--day", "2026-03-29");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^2026-03-29 {2}Europe\/London {3}2\.10 kWh$/m);
    expect(stdout).toMatch(/10:00 to 12:00 {2}all inverters/);
    expect(stdout).toMatch(/^East, 1 .*[▁-█]░+[▁-█].* 1\.00 kWh$/m);
    // Neither color nor a line longer than 80 without a terminal.
    expect(stdout).not.toContain("\x1b");
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  it("shows an archive of portable types as one of native types", async () => {
    await using native = await archiveFolder(march(), config);
    await using portable = await archiveFolder(march(), config, "portable");
    for (const args of [
      ["--day", "2026-03-29"],
      ["--day", "2026-03-29", "--csv"],
      ["--month", "2026-03"],
    ]) {
      const shown = await runIn(native.folder)("show", ...args);
      expect(shown.stdout).not.toBe("");
      expect(await runIn(portable.folder)("show", ...args)).toEqual(shown);
    }
  });

  it("fits into narrow terminals", async () => {
    await using site = await archiveFolder(march(), config);
    const loaded = await loadConfig(join(site.folder, "config.toml"), {});
    const zone = new TimeZone("Europe/London");
    const now = Date.parse("2026-04-02T12:00:00Z");
    const day = await readDay(loaded, zone, "2026-03-29", [], now);
    const month = await readMonth(loaded, zone, "2026-03", [], now);
    for (const columns of [40, 60, 80, 120]) {
      for (const text of [dayText(loaded, day, columns), monthText(month, columns)]) {
        const longest = Math.max(...text.split("\n").map((line) => line.length));
        expect(longest, text).toBeLessThanOrEqual(columns);
      }
    }
    expect(monthText(month, 40)).toContain("2.1░");
  });

  it("shows the inverters of each group below its total, which DuckDB sums too", async () => {
    const more = ["33", "44"].map((serialNumber) => ({
      serialNumber,
      from: "2026-03-29T06:00:00Z",
      to: "2026-03-29T10:00:00Z",
    }));
    const groups = '[site.groups]\nroof = ["44", "22"]\nbarn = ["11"]\nshed = ["99"]\n';
    await using site = await archiveFolder([...march(), ...more], config + groups);
    const { stdout } = await runIn(site.folder)("show", "--day", "2026-03-29");
    const [, , ...lines] = (stdout.split("inverters  ")[1] ?? "")
      .split("\n")
      .map((line, i) => (i === 0 ? "" : line.replace(/ +.* ([\d.]+ kWh)$/, " $1")));
    const sums = await queryArchive(
      site.archive,
      `SELECT printf('%.2f', sum(joules_produced) FILTER (serial_number IN ('44', '22')) / 3.6e6) AS roof,
              printf('%.2f', sum(joules_produced) FILTER (serial_number = '11') / 3.6e6) AS barn
       FROM ARCHIVE WHERE CAST(period_end_time AT TIME ZONE 'Europe/London' AS DATE) = '2026-03-29'`,
    );
    const words = lines.filter((line) => line.endsWith(" kWh")).map((line) => line.split(" ")[0]);
    expect(words).toEqual(["44", "West", "[barn]", "East,", "[in", "33"]);
    expect(stdout).toMatch(new RegExp(`^\\[roof\\] +${sums[0]?.["roof"]} kWh$`, "m"));
    expect(stdout).toMatch(new RegExp(`^\\[barn\\] +${sums[0]?.["barn"]} kWh$`, "m"));
    expect(stdout).not.toContain("shed");
    const one = await runIn(site.folder)("show", "--day", "2026-03-29", "--inverter", "44");
    expect(one.stdout).toContain("[roof]");
    expect(one.stdout).not.toContain("[barn]");
  });

  it("sums each day of a month as DuckDB does over the same archive", async () => {
    await using site = await archiveFolder(march(), config);
    const { stdout } = await runIn(site.folder)("show", "--month", "2026-03", "--csv");
    const [header, ...lines] = stdout.trim().split("\r\n");
    expect(header).toBe('date,total kWh,"East, 1 kWh",West kWh');
    const rows = await queryArchive(
      site.archive,
      `SELECT strftime(CAST(period_end_time AT TIME ZONE 'Europe/London' AS DATE), '%Y-%m-%d') AS day,
              printf('%.3f', sum(joules_produced) / 3.6e6) AS total,
              printf('%.3f', sum(joules_produced) FILTER (serial_number = '11') / 3.6e6) AS east,
              printf('%.3f', sum(joules_produced) FILTER (serial_number = '22') / 3.6e6) AS west
       FROM ARCHIVE GROUP BY day ORDER BY day`,
    );
    expect(lines).toEqual(rows.map((row) => Object.values(row).join(",")));
  });

  it("writes a day for a spreadsheet: every quarter of an hour of 23 hours, missing ones empty", async () => {
    await using site = await archiveFolder(march(), config);
    const { stdout } = await runIn(site.folder)("show", "--day", "2026-03-29", "--csv");
    const lines = stdout.trim().split("\r\n");
    expect(lines).toHaveLength(1 + 23 * 4);
    expect(lines[5]).toBe("2026-03-29T02:00:00+01:00,2026-03-29T02:15:00+01:00,,,");
    expect(lines).toContain(
      "2026-03-29T09:45:00+01:00,2026-03-29T10:00:00+01:00,210.0,100.0,110.0",
    );
    expect(lines).toContain("2026-03-29T10:00:00+01:00,2026-03-29T10:15:00+01:00,,,");
  });

  it("shows one inverter by its name or serial number, and suggests the one that was meant", async () => {
    await using site = await archiveFolder(march(), config);
    const run = runIn(site.folder);
    for (const name of ["West", "22"]) {
      const { stdout } = await run("show", "--day", "2026-03-28", "--inverter", name);
      expect(stdout).toMatch(/West/);
      expect(stdout).not.toMatch(/East/);
    }
    const unknown = await run("show", "--day", "2026-03-28", "--inverter", "Wets");
    expect(unknown.code).toBe(2);
    expect(unknown.stderr).toMatch(/There is no inverter "Wets"; did you mean "West"\?/);
  });

  it("says what to do where there is nothing to show", async () => {
    await using site = await archiveFolder([], config);
    const run = runIn(site.folder);
    expect((await run("show")).stdout).toMatch(/Nothing is archived of .*envoy-recorder status/);
    const answers = [
      [["--day", "2999-01-01"], /2999-01-01 is in the future; today is/],
      [["--day", "yesterday"], /--day should be a date such as \d{4}-\d\d-\d\d, is "yesterday"/],
      [["--month", "2026-13"], /--month should be a month such as/],
      [["--day", "2026-01-01", "--month", "2026-01"], /exclude each other/],
    ] as const;
    for (const [args, message] of answers) {
      const { code, stderr } = await run("show", ...args);
      expect(stderr).toMatch(message);
      expect(code).toBe(2);
    }
  });

  it("says how many polls wait, since what they hold is not shown", async () => {
    await using site = await archiveFolder([], config);

    const incoming = join(site.folder, "data/live_buffer/incoming");
    await mkdir(incoming, { recursive: true });
    await writeFile(join(incoming, "1780000000.json"), "{}");
    expect((await runIn(site.folder)("show")).stdout).toContain(
      "1 poll waits in the buffer and is not shown; to archive now",
    );
  });
});
