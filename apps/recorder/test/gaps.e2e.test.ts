import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite, startSimulator } from "@envoy/envoy-simulator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, it } from "vitest";
import { deviceReports } from "../src/tables/device-reports.js";
import { openTable } from "../src/tables/open-tables.js";
import { queryArchive } from "./support/duckdb.js";
import { PolledDays, type Seconds, type Shown, seconds } from "./support/polled-days.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const site = createSite({ inverters: 4 });
const serials = ["482202080000", "482202080017", "482202080034"];
const june = { from: seconds("2026-06-01T00:00Z"), to: seconds("2026-06-07T00:00Z") };
const midday = { from: seconds("2026-06-03T10:00Z"), to: seconds("2026-06-03T13:00Z") };
const night = { from: seconds("2026-06-04T15:00Z"), to: seconds("2026-06-05T09:00Z") };

const configuration = (tables: string): string =>
  `[envoy]\nip_address = "127.0.0.1"\nport = 9\n[site]\ntime_zone = "Europe/London"\n${tables}`;

/** A recorder's folder with these days archived. */
async function archived(
  days: PolledDays,
  tables = "",
): Promise<{ readonly folder: string } & AsyncDisposable> {
  const recorder = await recorderFolder(undefined);
  await writeFile(join(recorder.folder, "config.toml"), configuration(tables), { mode: 0o600 });
  await days.archive(recorder.folder);
  return recorder;
}

interface ShownGap extends Seconds {
  readonly serial: string;
  /** Undefined if not known. */
  readonly joules: number | undefined;
  readonly uncertainty: number;
  readonly counter: string;
}

async function gapsOf(folder: string, ...args: readonly string[]): Promise<readonly ShownGap[]> {
  const { stdout, stderr, code } = await runRecorder(["show", ...args, "--gaps", "--csv"], {
    cwd: folder,
  });
  expect(code, stderr).toBe(0);
  const [header, ...lines] = stdout.trimEnd().split("\r\n");
  expect(header).toBe("from,to,inverter,serial number,kWh,joules,uncertainty joules,counter");
  const gaps = lines.map((line) => {
    const [from = "", to = "", , serial = "", , joules, uncertainty, counter = ""] =
      line.split(",");
    return {
      serial,
      from: seconds(from),
      to: seconds(to),
      joules: joules === "" ? undefined : Number(joules),
      uncertainty: Number(uncertainty),
      counter,
    };
  });
  // No poll was saved after these days.
  return gaps.filter(({ from }) => from < june.to || from > seconds("2026-07-01T00:00Z"));
}

/** Compares each gap whose energy is known with what the site truly produced. */
function expectTrue(gaps: readonly ShownGap[], days: PolledDays): void {
  for (const { serial, joules, uncertainty, ...gap } of gaps) {
    if (joules === undefined) continue;
    const truth = days.joulesMissed(serial, gap);
    expect(Math.abs(joules - truth), `${serial} ${gap.from}`).toBeLessThanOrEqual(uncertainty);
  }
}

describe("the energy of a gap", () => {
  it("is that of the simulated site, to the joule by the lifetime counters", async () => {
    const days = new PolledDays(site, june, [midday, night]);
    await using recorder = await archived(days);
    const gaps = await gapsOf(recorder.folder, "--month", "2026-06");
    const atMidday = gaps.filter(({ to }) => to < night.from);
    expect(atMidday.map(({ serial }) => serial)).toEqual(serials);
    expect(atMidday.map(({ counter }) => counter)).toEqual(serials.map(() => "lifetime"));
    expect(atMidday.map(({ uncertainty }) => uncertainty)).toEqual([0, 0, 0]);
    expect(atMidday.every(({ joules = 0 }) => joules > 1e6)).toBe(true);
    const atNight = gaps.filter(({ from }) => from > midday.to);
    expect(atNight.map(({ counter }) => counter)).toEqual(
      serials.flatMap(() => ["lifetime", "day"]),
    );
    expectTrue(gaps, days);
    for (const serial of serials) {
      const sum = atNight
        .filter((gap) => gap.serial === serial)
        .reduce((total, { joules = Number.NaN }) => total + joules, 0);
      expect(sum).toBe(days.joulesMissed(serial, { from: night.from - 900, to: night.to + 900 }));
    }
    // A gap has no row.
    const rows = await queryArchive(
      join(recorder.folder, "data/parquet_archive"),
      `SELECT count(*)::INT AS rows FROM ARCHIVE WHERE epoch(period_end_time)
       BETWEEN ${midday.from + 60} AND ${midday.to - 900}`,
    );
    expect(rows).toEqual([{ rows: 0 }]);
  });

  it("is known to a watt-hour without the table of reports, and not before midnight", async () => {
    const days = new PolledDays(site, june, [midday, night]);
    await using recorder = await archived(
      days,
      "[tables]\ndevice_reports = false\ndaily_summary = false\n",
    );
    const gaps = await gapsOf(recorder.folder, "--month", "2026-06");
    expect(gaps.map(({ counter }) => counter)).toEqual(serials.flatMap(() => ["day", "", "day"]));
    expect(gaps.filter(({ joules }) => joules === undefined)).toHaveLength(3);
    expect(new Set(gaps.map(({ uncertainty }) => uncertainty))).toEqual(new Set([3600, 0]));
    expectTrue(gaps, days);
  });

  it("is not known where a report's file is damaged or gone, and the day's counter tells", async () => {
    const days = new PolledDays(site, june, [midday]);
    await using recorder = await archived(days);
    const ofDay = join(recorder.folder, "data/tables/device_reports/year=2026/month=6/day=3");
    await writeFile(join(ofDay, "00000000.parquet"), "torn");
    const damaged = await gapsOf(recorder.folder, "--day", "2026-06-03");
    await rm(join(ofDay), { recursive: true });
    const gone = await gapsOf(recorder.folder, "--day", "2026-06-03");
    for (const gaps of [damaged, gone]) {
      expect(gaps.map(({ counter }) => counter)).toEqual(["day", "day", "day"]);
      expectTrue(gaps, days);
    }
  });

  it("is known where the evening's reading is first seen after midnight, with the counter of a new day", async () => {
    const evening = { from: night.from, to: seconds("2026-06-05T01:30Z") };
    const days = new PolledDays(site, june, [evening]);
    for (const [tables, counter] of [
      ["", "lifetime"],
      ["[tables]\ndevice_reports = false\ndaily_summary = false\n", ""],
    ] as const) {
      await using recorder = await archived(days, tables);
      const gaps = await gapsOf(recorder.folder, "--day", "2026-06-04");
      expect(gaps.map((gap) => gap.counter)).toEqual([counter, counter, counter]);
      expectTrue(gaps, days);
    }
  });

  it("is found in a month of reports that is one file by now", async () => {
    const days = new PolledDays(site, june, [midday]);
    await using recorder = await archived(days);
    const folder = join(recorder.folder, "data/tables");
    const { archive } = openTable(deviceReports, folder, { state: recorder.folder });
    const { closed } = await archive.closeMonths({ before: new Date("2026-07-02T00:00Z") });
    expect(closed).toHaveLength(1);
    const gaps = await gapsOf(recorder.folder, "--day", "2026-06-03");
    expect(gaps.map(({ counter }) => counter)).toEqual(["lifetime", "lifetime", "lifetime"]);
    expectTrue(gaps, days);
  });

  it.each(["2026-03-29", "2026-10-25"])(
    "is known on %s, when clocks change in the night",
    async (date) => {
      const change = seconds(`${date}T00:00Z`);
      const span = { from: change - 3 * 86_400, to: change + 3 * 86_400 };
      const lost = { from: change - 9 * 3600, to: change + 9 * 3600 };
      const days = new PolledDays(site, span, [lost]);
      await using recorder = await archived(days);
      const gaps = await gapsOf(recorder.folder, "--day", date);
      expect(gaps.map(({ counter }) => counter)).toEqual(["day", "day", "day"]);
      expectTrue(gaps, days);
      const { stdout } = await runRecorder(["show", "--day", date], { cwd: recorder.folder });
      expect(stdout).toMatch(/all inverters +held \d+\.\d\d kWh/);
    },
  );

  it("is known across a wrap of the counters, and of none that was replaced", async () => {
    const [wrapping, replaced] = serials;
    const before = site.invertersAt(midday.from)[0]?.lifetimeJoules ?? 0;
    const show: Shown = (inverter, time) => {
      if (inverter.serialNumber === wrapping) {
        const lifetimeJoules = (inverter.lifetimeJoules - before + 2 ** 32 - 1000) % 2 ** 32;
        return { ...inverter, lifetimeJoules };
      }
      const isNew = inverter.serialNumber === replaced && time >= midday.to;
      return isNew ? { ...inverter, serialNumber: "482299999999", wattHoursToday: 3 } : inverter;
    };
    const days = new PolledDays(site, june, [midday], show);
    await using recorder = await archived(days);
    const gaps = await gapsOf(recorder.folder, "--day", "2026-06-03");
    const of = (serial = ""): readonly ShownGap[] => gaps.filter((gap) => gap.serial === serial);
    expect(of(wrapping)).toMatchObject([{ counter: "lifetime" }]);
    expectTrue(of(wrapping), days);
    expect(of(replaced)).toMatchObject([{ joules: undefined, counter: "" }]);
  });

  it("is known of one silent inverter that comes back after days, though polls go on", async () => {
    const [, silent] = serials;
    const from = seconds("2026-06-02T11:00Z");
    const to = seconds("2026-06-05T14:00Z");
    const frozen = site.invertersAt(from)[1];
    const show: Shown = (inverter, time) =>
      inverter.serialNumber === silent && time >= from && time < to && frozen !== undefined
        ? frozen
        : inverter;
    const days = new PolledDays(site, june, [], show);
    await using recorder = await archived(days);
    const gaps = await gapsOf(recorder.folder, "--month", "2026-06");
    expect(gaps.map(({ serial, counter }) => [serial, counter])).toEqual([
      [silent, "lifetime"],
      [silent, "day"],
    ]);
    expectTrue(gaps, days);
    const { stdout } = await runRecorder(["show", "--day", "2026-06-03"], { cwd: recorder.folder });
    expect(stdout).toMatch(
      /2026-06-02 \d\d:\d\d to 2026-06-04 \d\d:\d\d {2}482202080017 {2}held \d+\.\d\d kWh/,
    );
  });

  it("is known of polls that record saved around it", async () => {
    const start = seconds("2026-06-01T00:00Z");
    let now = midday.from;
    await using simulator = await startSimulator({ site, now: () => now, tokenExpires: 4e9 });
    await using recorder = await recorderFolder(simulator, '[site]\ntime_zone = "UTC"\n');
    const { folder } = recorder;
    const hook = join(folder, "clock.cjs");
    const days = new PolledDays(site, { from: start, to: midday.from }, []);
    await days.archive(folder);
    for (now of [midday.from, midday.to]) {
      await writeFile(hook, `Date.now = () => ${now}000;`);
      const env = { NODE_OPTIONS: `--require=${hook}` };
      const saved = await runRecorder(["record"], { cwd: folder, env });
      expect(saved.code, saved.stderr).toBe(0);
    }
    await runRecorder(["flush", "--force"], { cwd: folder });
    const gaps = await gapsOf(folder, "--day", "2026-06-03");
    const truth = new PolledDays(site, { from: start, to: midday.to + 300 }, [midday]);
    const atMidday = gaps.filter(({ to }) => to <= midday.to);
    expect(atMidday.map(({ counter }) => counter)).toEqual(["lifetime", "lifetime", "lifetime"]);
    expectTrue(atMidday, truth);
    // The evening's readings are not there yet.
    const evening = gaps.filter(({ to }) => to > midday.to);
    expect(evening.map(({ counter }) => counter)).toEqual(["", "", ""]);
  });

  it("is in the status of the last days", async () => {
    const days = new PolledDays(site, june, [midday, night]);
    await using recorder = await archived(days);
    const hook = join(recorder.folder, "clock.cjs");
    await writeFile(hook, `Date.now = () => ${june.to}000;`);
    const env = { NODE_OPTIONS: `--require=${hook}` };
    const run = (...args: string[]) => runRecorder(args, { cwd: recorder.folder, env });
    const status = JSON.parse((await run("status", "--json")).stdout);
    const schema = JSON.parse(
      await readFile(new URL("../status.schema.json", import.meta.url), "utf8"),
    );
    const validate = new Ajv2020({ validateFormats: false }).compile(schema);
    validate(status);
    expect(validate.errors ?? []).toEqual([]);
    const { gaps } = status;
    const shown = await gapsOf(recorder.folder, "--month", "2026-06");
    expect(gaps).toHaveLength(9);
    expect(gaps.map(({ joules }: { joules: number }) => joules)).toEqual(
      shown.map(({ joules }) => joules),
    );
    const kWh = shown.reduce((sum, { joules = 0 }) => sum + joules, 0) / 3.6e6;
    const line = `gaps        9 gaps in the last 7 days, held ${kWh.toFixed(2)} kWh`;
    expect((await run("status")).stdout).toContain(line);
  });

  it("is listed for a person, with how uncertain it is", async () => {
    const days = new PolledDays(site, june, [midday], undefined);
    await using recorder = await archived(
      days,
      "[tables]\ndevice_reports = false\ndaily_summary = false\n",
    );
    const run = (...args: string[]) => runRecorder(["show", ...args], { cwd: recorder.folder });
    const { stdout } = await run("--day", "2026-06-03", "--gaps");
    expect(stdout).toMatch(/^2026-06-03 {2}Europe\/London {2}3 gaps, held \d\.\d\d kWh\n\n/);
    expect(stdout).toMatch(
      /^2026-06-03 1\d:\d\d to 2026-06-03 1\d:\d\d {2}482202080000 {2}\d\.\d{3} ± 0\.001 kWh$/m,
    );
    expect((await run("--month", "2026-06")).stdout).toMatch(/missing that day\n {2}held \d/);
    expect((await run("--day", "2026-06-02", "--gaps")).stdout).toBe(
      "No readings are missing of 2026-06-02.\n",
    );
  });
});
