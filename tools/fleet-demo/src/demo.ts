import { mkdir, rm, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { startHubEmulator } from "@envoy/hub-emulator";
import { demoDays } from "./demo-days.js";
import { changeDatasets, emulateHouseholds } from "./emulated-households.js";
import { fleetToml, publishedDataset } from "./fleet-config.js";
import { runFleet } from "./run-fleet.js";

const count = Number(process.argv[2] ?? 50);

/** What happens to the datasets before each pull, as the household's stories have it. */
const happenings = [
  "It is the first pull. Some readings have not arrived yet.",
  "Late readings have arrived, some of them in the month that is closed.",
  "Some datasets were written anew, with the same readings.",
  "In some datasets, readings have other values than before.",
  "Some datasets have a file that is damaged.",
  "The damaged files are whole again.",
  "Some datasets no longer have their oldest file.",
];

/** The pulls after which the demo compacts. */
const compactedAfter = new Set([0, 1, 3, 6]);

const interruption = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => interruption.abort(new Error(name)));
}

const folder = resolve("demo-data/fleet");
await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
await using hub = await startHubEmulator({ folder: join(folder, "hub") });
const days = demoDays(Date.now());
console.log(`Simulating ${count} households, each with a dataset on an emulated Hub ...`);
const emulated = await emulateHouseholds(hub, count, days);
await writeFile(join(folder, "fleet.toml"), fleetToml(hub, emulated, days));
const fleet = { folder, endpoint: hub.url, token: hub.token, signal: interruption.signal };

for (const [pull, happening] of happenings.entries()) {
  changeDatasets(hub, emulated, pull);
  console.log(`\n${happening}`);
  // A damaged dataset costs only itself: the exit code says that some could not be pulled.
  await runFleet(fleet, ["pull"], pull === 4 ? [3] : [0]);
  if (compactedAfter.has(pull)) await runFleet(fleet, ["compact", "--close"]);
}
await runFleet(fleet, ["check"]);
await runFleet(fleet, ["report"]);
await runFleet(fleet, ["publish"]);

const [commit] = hub.commits(publishedDataset);
const files = Object.entries(commit?.files ?? {});
console.log(`\nThe emulated Hub has ${files.length} files of the fleet in one commit:`);
for (const [path, { size }] of files.sort()) console.log(`  ${path}  ${size} bytes`);
const table = join(relative(".", folder), "table", "current");
console.log(`
Query the table with DuckDB (https://duckdb.org):

  duckdb -c "SELECT gateway, sum(joules_produced) / 3.6e6 AS kWh
             FROM read_parquet(['${table}/data/**/*.parquet', '${table}/recent/**/*.parquet'])
             GROUP BY ALL ORDER BY kWh DESC LIMIT 5"
`);
