import { startHubEmulator } from "@envoy/hub-emulator";
import { ArchiveReader } from "./archive.js";
import { Clocks } from "./clocks.js";
import { Gateway } from "./gateway.js";
import { Ledger } from "./ledger.js";
import { readOptions } from "./options.js";
import { Random } from "./random.js";
import { recover } from "./recovery.js";
import { printReport } from "./report.js";
import { Runs } from "./runs.js";
import { Site } from "./site.js";
import { Tally } from "./tally.js";
import { watchArchive } from "./watch.js";
import { passWeek } from "./week.js";

const { seed, minutes } = readOptions(process.argv.slice(2));
const random = new Random(seed);
// Above 50 the gateway's page is cut short, and the list of all inverters is saved as well.
const inverters = random.pick([random.between(10, 49), random.between(51, 60)]);
const intervalSeconds = random.pick([300, 900]);
const compression = random.pick<"none" | "gzip">(["none", "gzip"]);
console.log(
  `seed ${seed}: ${minutes} min, ${inverters} inverters, a reading each ${intervalSeconds} s, compression ${compression}`,
);

const clocks = new Clocks();
const ledger = new Ledger();
const tally = new Tally();
const findings: string[] = [];

using site = new Site();
if (site.disk === undefined)
  console.log("No small disk can be mounted here: a full one is not tried.");
await using gateway = await Gateway.start({ inverters, intervalSeconds, seed }, clocks, ledger);
await using hub = await startHubEmulator({ folder: site.hubFolder });
using reader = await ArchiveReader.open(site.archive, site.scratch("month.parquet"));
site.writeConfig(gateway.simulator, hub, compression);
const runs = new Runs(ledger, tally, findings, site.disk);
process.once("exit", () => runs.killAll());

const end = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => end.abort());
const timer = setTimeout(() => end.abort(), minutes * 60_000);
const world = { clocks, gateway, hub, site, runs, tally };
const watching = watchArchive(reader, findings, end.signal);
await passWeek(world, random, end.signal);
clearTimeout(timer);
const reads = await watching;
const recovered = await recover(world, ledger, reader);
findings.push(...recovered.findings);
printReport({
  seed,
  minutes,
  tally,
  days: clocks.daysPassed,
  reads,
  rows: recovered.rows,
  findings,
});
if (findings.length > 0) process.exitCode = 1;
