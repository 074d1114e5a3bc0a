import { readdir, rm, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { EnvoyClient } from "@envoy/envoy-client";
import { createSolarDay, type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { startHubEmulator } from "@envoy/hub-emulator";
import { ParquetArchive } from "@envoy/parquet-archive";
import { WalBuffer } from "@envoy/wal-buffer";
import type { HuggingFaceConfig } from "../config/config.js";
import { dayLine } from "../demo/day-chart.js";
import { type ExitCode, exitCode } from "../errors/exit-code.js";
import { flushReason } from "../flush/due.js";
import { flush } from "../flush/flush.js";
import { capture } from "../poll/poll.js";
import { inverterReadings } from "../readings/inverter-readings.js";
import { describeUpload } from "../upload/run-upload.js";
import { upload } from "../upload/upload.js";

/** Two days over a month's end, so that the archive gets two partitions. */
const firstDay = Date.UTC(2026, 4, 31) / 1000;
const days = 2;
const pollEverySeconds = 300;
const flushEveryMinutes = 240;

const say = (text = ""): void => void process.stdout.write(`${text}\n`);

/** The main job against a simulated gateway: real HTTPS, real files, a clock that runs ahead. */
export async function demo(signal: AbortSignal, folderName = "demo-data"): Promise<ExitCode> {
  const folder = resolve(folderName);
  // Only what an earlier demo made: the folder may hold something of the user's.
  for (const name of ["live_buffer", "parquet_archive", "hub", "state"]) {
    await rm(join(folder, name), { recursive: true, force: true });
  }
  let now = firstDay;
  const site = createSolarDay({ since: firstDay - 30 * 86_400 });
  await using simulator = await startSimulator({ site, now: () => now });
  await using client = clientFor(simulator);
  const buffer = new WalBuffer({ folder: join(folder, "live_buffer"), now: () => now * 1000 });
  const archive = new ParquetArchive({
    folder: join(folder, "parquet_archive"),
    table: inverterReadings,
  });
  say(
    `A simulated gateway with 10 inverters (one of them dead) answers at https://${simulator.host}:${simulator.port}.`,
  );
  say(
    `Recording two days, a poll every ${pollEverySeconds / 60} minutes, on a clock that runs ahead ...`,
  );
  const started = Date.now();
  let polls = 0;
  let flushes = 0;
  let rows = 0;
  for (; now <= firstDay + days * 86_400; now += pollEverySeconds) {
    await capture(client, buffer, signal);
    polls++;
    const isLast = now === firstDay + days * 86_400;
    if (isLast || (await flushReason(buffer, flushEveryMinutes)) !== undefined) {
      rows += (await flush(buffer, archive, signal)).rowsAdded;
      flushes++;
    }
  }
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  say(
    `${polls} polls saved and ${flushes} flushes done in ${seconds} s: ${rows} readings archived.`,
  );
  say();
  await showArchive(archive);
  await showDays(archive);
  const glob = join(relative(".", archive.folder), "**", "*.parquet");
  say("Query it with DuckDB (https://duckdb.org):");
  say();
  say(
    `  duckdb -c "SELECT serial_number, sum(joules_produced) / 3.6e6 AS kWh FROM read_parquet('${glob}', hive_partitioning = true) GROUP BY ALL ORDER BY ALL"`,
  );
  say();
  await showUpload(folder, archive, signal);
  say(
    "To record your own panels, write a config.toml (see the README) and let cron run: envoy-recorder record",
  );
  return exitCode.ok;
}

function clientFor(simulator: Simulator): EnvoyClient {
  const { host, port, token } = simulator;
  return new EnvoyClient({ host, port, auth: { token } });
}

/** Uploads the archive to an emulated Hub twice: the second time there is nothing to do. */
async function showUpload(
  folder: string,
  archive: ParquetArchive,
  signal: AbortSignal,
): Promise<void> {
  await using hub = await startHubEmulator({ folder: join(folder, "hub") });
  const dataset: HuggingFaceConfig = {
    repo: "me/solar",
    token: hub.token,
    tokenFile: undefined,
    endpoint: hub.url,
    isPrivate: true,
    pathInRepo: "data",
    branch: "main",
    license: undefined,
    pseudonymiseSerials: false,
  };
  const paths = { file: join(folder, "config.toml"), parquetArchive: archive.folder };
  const config = { ...paths, state: join(folder, "state") };
  say("Uploading to a stand-in for the Hugging Face Hub ...");
  for (const time of ["first", "second"]) {
    const result = await upload(config, dataset, { token: hub.token, signal });
    say(`  ${time} time: ${describeUpload(result, dataset.repo)}`);
  }
  const [commit] = hub.commits(dataset.repo);
  say(`  commit ${commit?.oid.slice(0, 8)} "${commit?.title}":`);
  for (const [path, { size }] of Object.entries(commit?.files ?? {}).sort()) {
    say(`    ${path}  ${size} bytes`);
  }
  say();
}

async function showArchive(archive: ParquetArchive): Promise<void> {
  say(`${relative(".", archive.folder)}/`);
  for (const name of (await readdir(archive.folder, { recursive: true })).sort()) {
    const { size } = await stat(join(archive.folder, name));
    const depth = name.split("/").length;
    const file = name.endsWith(".parquet");
    say(`${"  ".repeat(depth)}${name.split("/").at(-1)}${file ? `  ${size} bytes` : "/"}`);
  }
  say();
}

async function showDays(archive: ParquetArchive): Promise<void> {
  const dayReadings = new Map<string, { secondOfDay: number; watts: number }[]>();
  let most = 1;
  for (const partition of await archive.partitions()) {
    for (const row of (await archive.read(partition)) ?? []) {
      const end = Number(row["period_end_time"]);
      const duration = Number(row["period_duration"]) / 1e6;
      const watts = duration > 0 ? Number(row["joules_produced"]) / duration : 0;
      const key = `${new Date(end).toISOString().slice(0, 10)} ${row["serial_number"]}`;
      const day = dayReadings.get(key) ?? [];
      day.push({ secondOfDay: Math.floor(end / 1000) % 86_400, watts });
      dayReadings.set(key, day);
      most = Math.max(most, watts);
    }
  }
  const head = Array.from({ length: 8 }, (_, i) => String(i * 3).padEnd(6)).join("");
  let date = "";
  // The evening before shows up in the first morning's polls; it is not a day to draw.
  const whole = [...dayReadings].filter(([, readings]) => readings.length > 1);
  for (const [key, readings] of whole.sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [day = "", serial = ""] = key.split(" ");
    if (day !== date) {
      date = day;
      say(`${day}    ${head}h UTC   (a full block is ${Math.round(most)} W)`);
    }
    say(`${serial}  ${dayLine(readings, most)}`);
  }
  say();
}
