import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { startHubEmulator } from "@envoy/hub-emulator";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStored } from "../src/tables/open-tables.js";
import { allTables } from "../src/tables/site-tables.js";
import { queryArchive } from "./support/duckdb.js";
import { expectedRows } from "./support/expected-rows.js";
import { writeMeteredPolls } from "./support/metered-polls.js";
import { hubToken, repo, UploadSite } from "./support/upload-site.js";

/** The Python of a virtual environment with `readers/requirements.txt`. */
const python = process.env["ENVOY_READERS"];

const scripts = fileURLToPath(new URL("readers", import.meta.url));
const execute = promisify(execFile);

/** Mornings of a month that will be closed, one that is over and open, and one that is going on. */
const mornings = ["2026-04-29", "2026-04-30", "2026-05-31", "2026-06-01"];
const quarterHours = 16;

/** A column to sum in each table, by its folder. */
const columns = {
  parquet_archive: "joules_produced",
  "tables/device_reports": "json",
  "tables/meter_readings": "energy_delivered_Wh",
  "tables/battery_readings": "power_W",
} as const;

/** Its files are years, and its rows local days. */
const summary = "tables/daily_summary";

/** What a reader says of a table. */
interface Read {
  readonly rows: number;
  readonly sum: number;
  readonly months: Readonly<Record<string, number>>;
  readonly may: number;
}

class ReadSite extends UploadSite {
  answers: readonly string[] = [];

  async record(config: string): Promise<void> {
    await this.configure(config);
    for (const morning of mornings) {
      const start = Date.parse(`${morning}T08:00:00Z`) / 1000;
      const texts = await writeMeteredPolls(this.folder, quarterHours, start, 900);
      this.answers = [...this.answers, ...(texts.get("") ?? [])];
    }
    const flushed = await this.run("flush", "--force");
    expect(flushed.code, flushed.stderr).toBe(0);
    for (const table of allTables) {
      if (table.definition.partitionBy !== "day") continue;
      const archive = openStored(table, join(this.folder, "data/tables"));
      const { closed } = await archive.closeMonths({ before: new Date("2026-05-15") });
      expect(closed.map(({ year, month }) => [year, month])).toEqual([[2026, 4]]);
    }
  }

  async python(script: string, ...args: readonly string[]): Promise<unknown> {
    const { stdout } = await execute(python ?? "", [join(scripts, script), ...args], {
      env: {
        PATH: process.env["PATH"],
        HOME: this.folder,
        HF_HOME: join(this.folder, "hf"),
        HF_ENDPOINT: this.hub.url,
        HF_TOKEN: hubToken,
        HF_HUB_DISABLE_TELEMETRY: "1",
      },
      maxBuffer: 1e8,
    });
    return JSON.parse(stdout.slice(stdout.indexOf("{")));
  }
}

async function openSite(config: string): Promise<ReadSite> {
  const folder = await mkdtemp(join(tmpdir(), "readers-"));
  const hub = await startHubEmulator({ folder: join(folder, "hub"), token: hubToken });
  const site = new ReadSite(folder, hub);
  await site.record(config);
  return site;
}

/** What DuckDB's own client for Node says. */
async function truthOf(folder: string, column: string): Promise<Read> {
  const value = column === "json" ? "strlen(json)" : column;
  const months = await queryArchive(
    folder,
    `SELECT year || '-' || month AS name, count(*)::INT AS rows, sum((${value})::DOUBLE) AS sum
      FROM ARCHIVE GROUP BY ALL`,
  );
  const rowsOf = Object.fromEntries(months.map(({ name, rows }) => [String(name), Number(rows)]));
  const total = (field: string): number =>
    months.reduce((sum, month) => sum + Number(month[field]), 0);
  return { rows: total("rows"), sum: total("sum"), months: rowsOf, may: rowsOf["2026-5"] ?? 0 };
}

describe.runIf(python).each(["native", "portable"])("the tables beside a %s archive", (types) => {
  let site: ReadSite;
  beforeAll(async () => {
    site = await openSite(`[parquet_archive]\ntypes = "${types}"\n[site]\ntime_zone = "UTC"\n`);
  }, 120_000);
  afterAll(async () => {
    await site.hub.close();
    await rm(site.folder, { recursive: true, force: true });
  });

  it("hold what the gateway said", async () => {
    const rows = expectedRows(site.answers);
    const truth = await truthOf(join(site.folder, "data/parquet_archive"), columns.parquet_archive);
    expect([truth.rows, truth.sum]).toEqual([
      rows.length,
      rows.reduce((sum, row) => sum + row.joules_produced, 0),
    ]);
    const polls = mornings.length * quarterHours;
    const meters = await truthOf(join(site.folder, "data/tables/meter_readings"), "power_factor");
    // Three meters, each as a whole and on three phases.
    expect(meters.rows).toBe(polls * 12);
    const batteries = await truthOf(join(site.folder, "data/tables/battery_readings"), "power_W");
    expect(batteries.rows).toBe(polls * 2);
    expect(Object.keys(batteries.months).sort()).toEqual(["2026-4", "2026-5", "2026-6"]);
  });

  for (const [table, column] of Object.entries(columns)) {
    it.each(["polars", "pyarrow", "pandas", "duckdb"])(
      `%s reads ${table}, closed months and open ones`,
      async (reader) => {
        const folder = join(site.folder, "data", table);
        const kind = column === "json" ? "text" : "number";
        const read = (await site.python("read_table.py", reader, folder, column, kind)) as Read;
        const { sum, ...truth } = await truthOf(folder, column);
        expect(read).toEqual({ ...truth, sum: expect.closeTo(sum, 3) });
      },
      60_000,
    );
  }

  it.each(["polars", "pyarrow", "pandas", "duckdb"])(
    "%s reads the summary of each local day, which has what the archive has",
    async (reader) => {
      const rows = await queryArchive(
        join(site.folder, "data/parquet_archive"),
        `SELECT serial_number AS serial, strftime(timezone('UTC', period_end_time), '%Y-%m-%d') AS day,
           sum(joules_produced)::DOUBLE AS joules, max(year)::INT AS year
         FROM ARCHIVE GROUP BY ALL ORDER BY serial, day`,
      );
      const folder = join(site.folder, "data", summary);
      const read = (await site.python("read_summary.py", reader, folder)) as {
        readonly rows: readonly (readonly unknown[])[];
      };
      const withReadings = read.rows.filter(([, , joules]) => joules !== null);
      expect(withReadings).toEqual(
        rows.map(({ serial, day, joules, year }) => [serial, day, joules, year]),
      );
      // Those between them are days without any reading, and not without energy.
      expect(read.rows.length).toBeGreaterThan(rows.length);
    },
    60_000,
  );

  it("are downloaded by huggingface_hub, and loaded by the configs of the card", async () => {
    const uploaded = await site.run("upload");
    expect(uploaded.code, uploaded.stderr).toBe(0);
    const copy = join(site.folder, "downloaded");
    // A row has null joules on a day without a reading.
    const tables = [...Object.entries(columns).slice(1), [summary, "periods"] as const];
    const configs = tables.map(([table, column]) => `${table.replace("tables/", "")}:${column}`);
    const read = (await site.python("read_hub.py", repo, copy, ...configs)) as {
      readonly files: readonly string[];
      readonly card: string;
      readonly default: number;
      readonly loaded: Readonly<Record<string, { readonly rows: number }>>;
    };
    const sent = Object.keys(site.hub.commits(repo)[0]?.files ?? {}).sort();
    expect([...read.files].sort()).toEqual(sent);
    expect(read.card).toBe(await readFile(join(copy, "README.md"), "utf8"));
    for (const path of sent.filter((name) => name.endsWith(".parquet"))) {
      const local = path.replace(/^data\//, "parquet_archive/");
      const written = await readFile(join(site.folder, "data", local));
      expect(written.equals(await readFile(join(copy, path))), path).toBe(true);
    }
    expect(read.default).toBe(expectedRows(site.answers).length);
    for (const [table] of tables) {
      const counted = await queryArchive(
        join(site.folder, "data", table),
        "SELECT count(*)::INT AS rows FROM ARCHIVE",
      );
      const rows = Number(counted[0]?.["rows"]);
      expect(read.loaded[table.replace("tables/", "")]).toEqual({ rows, values: rows });
    }
  }, 180_000);
});
