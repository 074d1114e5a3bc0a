import { cpSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { bareParse, barePoll } from "./baselines.js";
import { type Cost, costOf, median, ratioOf, sayPeak } from "./measure.js";
import { freshFolder, monthStart, recorder, writePolls } from "./site.js";

/** One measured goal. `limit` is in the unit of `value`. */
interface Result {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly goal: number;
  readonly detail: string;
}

const isCheck = process.argv.includes("--check");
const node = process.execPath;
const isCaching = Number.parseInt(process.versions.node, 10) >= 22;
const folder = mkdtempSync(join(tmpdir(), "bench-"));
const at = (name: string): string => join(folder, name);
const results: Result[] = [];

function report(result: Result): void {
  results.push(result);
  const { name, value, unit, goal, detail } = result;
  const verdict = value <= goal ? "reached" : "missed";
  console.log(`${name}: ${value.toFixed(2)} ${unit} (goal ${goal}, ${verdict}) ${detail}`);
}

const flush = (cwd: string, env?: Readonly<Record<string, string>>): Promise<Cost> =>
  costOf([node, recorder, "flush", "--force"], { cwd, ...(env === undefined ? {} : { env }) });

async function pollGoals(simulator: Simulator, monthArchive: string): Promise<void> {
  const { host, port, token } = simulator;
  writeFileSync(at("bare-poll.mjs"), barePoll);
  const bare = [node, at("bare-poll.mjs"), host, String(port), token, at("answer.json")];
  const record = (cwd: string): Promise<Cost> => costOf([node, recorder, "record"], { cwd });
  const runs = isCheck ? 7 : 21;

  const poll = await ratioOf(
    runs,
    () => record(freshFolder(at("poll"), { envoy: simulator })),
    () => costOf(bare, { cwd: folder }),
  );
  report({
    name: "one poll, CPU over a bare script",
    value: poll.ratio,
    unit: "x",
    goal: isCaching ? 1.5 : 1.8,
    detail: `${poll.cpuMs.toFixed(0)} ms over ${poll.baselineMs.toFixed(0)} ms`,
  });

  writePolls(at("quarter"), { polls: 15, start: monthStart + 29 * 86_400 + 12 * 3600 });
  const flushed = await ratioOf(
    runs,
    () =>
      record(
        freshFolder(at("flush"), { polls: at("quarter"), archive: monthArchive, envoy: simulator }),
      ),
    () => costOf(bare, { cwd: folder }),
  );
  report({
    name: "a poll that also flushes 15 into a month, CPU over a bare script",
    value: flushed.ratio,
    unit: "x",
    goal: 2.5,
    detail: `${flushed.cpuMs.toFixed(0)} ms over ${flushed.baselineMs.toFixed(0)} ms`,
  });
}

/** A month's backlog; its archive is what the other goals build on. */
async function backlogGoals(): Promise<void> {
  writeFileSync(at("bare-parse.mjs"), bareParse);
  for (const gzip of [false, true]) {
    const polls = at(gzip ? "month-gz" : "month");
    writePolls(polls, { polls: 43_200, gzip });
    const kind = gzip ? ".json.gz" : ".json";
    const { ratio, cpuMs, baselineMs } = await ratioOf(
      isCheck ? 1 : 5,
      () => flush(freshFolder(at("backlog"), { polls })),
      () => costOf([node, at("bare-parse.mjs"), polls], { cwd: folder }),
    );
    report({
      name: `43,200 polls (${kind}), CPU over reading and parsing them`,
      value: ratio,
      unit: "x",
      goal: 3,
      detail: `${(cpuMs / 1000).toFixed(2)} s over ${(baselineMs / 1000).toFixed(2)} s`,
    });
    if (gzip) continue;
    cpSync(at("backlog/data/parquet_archive"), at("archive"), { recursive: true });
    writeFileSync(at("say-peak.cjs"), sayPeak);
    const { peakMiB } = await flush(freshFolder(at("backlog"), { polls }), {
      NODE_OPTIONS: `--require=${at("say-peak.cjs")}`,
    });
    report({
      name: `43,200 polls (${kind}), peak memory`,
      value: peakMiB,
      unit: "MiB",
      goal: 200,
      detail: "",
    });
  }
}

/** How the cost of a flush grows; each line names what grows. */
async function growth(): Promise<void> {
  const cost = async (options: Parameters<typeof freshFolder>[1]): Promise<number> => {
    const costs: number[] = [];
    for (let i = 0; i < 3; i++) costs.push((await flush(freshFolder(at("grown"), options))).cpuMs);
    return median(costs);
  };
  console.log("\npolls in the buffer -> CPU of their flush");
  for (const polls of [1000, 4000, 16_000, 43_200]) {
    writePolls(at(`polls-${polls}`), { polls });
    const ms = await cost({ polls: at(`polls-${polls}`) });
    console.log(`  ${polls}: ${ms.toFixed(0)} ms, ${((1000 * ms) / polls).toFixed(0)} us a poll`);
  }
  console.log("inverters -> CPU of flushing a day of theirs");
  for (const inverters of [10, 50, 100, 500]) {
    writePolls(at(`inverters-${inverters}`), { polls: 1440, inverters });
    const ms = await cost({ polls: at(`inverters-${inverters}`) });
    console.log(
      `  ${inverters}: ${ms.toFixed(0)} ms, ${(ms / inverters).toFixed(1)} ms an inverter`,
    );
  }
  console.log("months in the archive -> CPU of flushing 15 polls");
  const file = at("archive/year=2026/month=6/00000000.parquet");
  for (const months of [1, 12, 120]) {
    for (let i = 1; i < months; i++) {
      const year = 2026 - Math.ceil(i / 12);
      cpSync(file, at(`archive/year=${year}/month=${1 + (i % 12)}/00000000.parquet`));
    }
    const ms = await cost({ polls: at("quarter"), archive: at("archive") });
    console.log(`  ${months}: ${ms.toFixed(0)} ms`);
  }
}

/** What the archive takes of the disk, against what the earlier recorder's did for the same rows. */
function sizes(): void {
  const month = at("archive/year=2026/month=6/00000000.parquet");
  console.log(`\na month of 10 inverters: ${statSync(month).size} bytes of Parquet`);
  const poll = join(at("month"), readdirSync(at("month"))[720] ?? "");
  const polled = 1440 * statSync(poll).size;
  const rewritten = 96 * statSync(month).size;
  const written = (polled + rewritten) / 1e6;
  console.log(
    `bytes written a day at most (1440 polls, 96 rewrites of a full month): ${written.toFixed(1)} MB`,
  );
}

try {
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`,
  );
  await using simulator = await startSimulator({
    now: () => monthStart + 29 * 86_400 + 12 * 3600 + 900,
  });
  await backlogGoals();
  await pollGoals(simulator, at("archive"));
  if (!isCheck) {
    await growth();
    sizes();
  }
  // Noise stays within twice the goal.
  const failed = results.filter(({ value, goal }) => value > 2 * goal);
  if (isCheck && failed.length > 0) {
    console.error(`Past twice the goal: ${failed.map(({ name }) => name).join("; ")}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
