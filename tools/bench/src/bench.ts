import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import { bareParse, barePoll } from "./baselines.js";
import { type Cost, costOf, median, printPeak, ratioOf } from "./measure.js";
import { freshFolder, monthStart, recorder, writePolls } from "./site.js";

/** One measured goal, in the same unit as `value`. */
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
const monthFile = "year=2026/month=6/00000000.parquet";

/** The archive has the readings up to here; a flush adds those of the quarter of an hour after. */
const noon = monthStart + 29 * 86_400 + 12 * 3600;

function report(result: Result): void {
  results.push(result);
  const { name, value, unit, goal, detail } = result;
  const verdict = value <= goal ? "reached" : "missed";
  console.log(`${name}: ${value.toFixed(2)} ${unit} (goal ${goal}, ${verdict}) ${detail}`);
}

/** Keeps the cache of compiled code from run to run, as on a user's machine, but out of the user's own folder. */
const env = { XDG_CACHE_HOME: folder };

const flush = (cwd: string, more: Readonly<Record<string, string>> = {}): Promise<Cost> =>
  costOf([node, recorder, "flush", "--force"], { cwd, env: { ...env, ...more } });

/** Writes an archive of a month of ten inverters up to noon of its last day, and the polls of the quarter of an hour after. */
async function writeMonth(): Promise<{ readonly archive: string; readonly quarter: string }> {
  writePolls(at("until-noon"), { polls: (noon - monthStart) / 60 });
  await flush(freshFolder(at("archived"), { polls: at("until-noon") }));
  writePolls(at("quarter"), { polls: 15, start: noon });
  return { archive: at("archived/data/parquet_archive"), quarter: at("quarter") };
}

type Month = Awaited<ReturnType<typeof writeMonth>>;

/** Throws where a flush added no rows: it would have written nothing, and so measured too little. */
function assertGrown(folder: string, { archive }: Month): void {
  const [before = "", now = ""] = [archive, join(folder, "data/parquet_archive")].map((place) =>
    readFileSync(join(place, monthFile), "latin1"),
  );
  if (before === now) throw new Error(`The flush in ${folder} added no rows.`);
}

async function pollGoals(simulator: Simulator, month: Month): Promise<void> {
  const { host, port, token } = simulator;
  writeFileSync(at("bare-poll.mjs"), barePoll);
  const bare = [node, at("bare-poll.mjs"), host, String(port), token, at("answer.json")];
  const record = (cwd: string): Promise<Cost> => costOf([node, recorder, "record"], { cwd, env });
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

  const { archive, quarter } = month;
  const flushed = await ratioOf(
    runs,
    () => record(freshFolder(at("flush"), { polls: quarter, archive, envoy: simulator })),
    () => costOf(bare, { cwd: folder }),
  );
  assertGrown(at("flush"), month);
  report({
    name: "a poll that also flushes 15 into a month, CPU over a bare script",
    value: flushed.ratio,
    unit: "x",
    goal: 2.5,
    detail: `${flushed.cpuMs.toFixed(0)} ms over ${flushed.baselineMs.toFixed(0)} ms`,
  });
}

/** The goals for a backlog of a month. */
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
    writeFileSync(at("print-peak.cjs"), printPeak);
    const { peakMegabytes } = await flush(freshFolder(at("backlog"), { polls }), {
      NODE_OPTIONS: `--require=${at("print-peak.cjs")}`,
    });
    report({
      name: `43,200 polls (${kind}), peak memory`,
      value: peakMegabytes,
      unit: "MB",
      goal: 200,
      detail: "",
    });
  }
}

/** Prints how the cost of a flush grows, with one thing growing at a time. */
async function growth(month: Month): Promise<void> {
  const cost = async (options: Parameters<typeof freshFolder>[1]): Promise<number> => {
    const costs: number[] = [];
    for (let i = 0; i < 3; i++) costs.push((await flush(freshFolder(at("grown"), options))).cpuMs);
    return median(costs);
  };
  console.log("\npolls in the buffer -> CPU of flushing them");
  for (const polls of [1000, 4000, 16_000, 43_200]) {
    writePolls(at(`polls-${polls}`), { polls });
    const ms = await cost({ polls: at(`polls-${polls}`) });
    console.log(`  ${polls}: ${ms.toFixed(0)} ms, ${((1000 * ms) / polls).toFixed(0)} us per poll`);
  }
  console.log("inverters -> CPU of flushing a day of them");
  for (const inverters of [10, 50, 100, 500]) {
    writePolls(at(`inverters-${inverters}`), { polls: 1440, inverters });
    const ms = await cost({ polls: at(`inverters-${inverters}`) });
    console.log(
      `  ${inverters}: ${ms.toFixed(0)} ms, ${(ms / inverters).toFixed(1)} ms per inverter`,
    );
  }
  console.log("months in the archive -> CPU of flushing 15 polls");
  cpSync(month.archive, at("archive"), { recursive: true });
  for (const months of [1, 12, 120]) {
    for (let i = 1; i < months; i++) {
      const year = 2026 - Math.ceil(i / 12);
      const file = at(`archive/year=${year}/month=${1 + (i % 12)}/00000000.parquet`);
      cpSync(join(month.archive, monthFile), file);
    }
    const ms = await cost({ polls: month.quarter, archive: at("archive") });
    assertGrown(at("grown"), month);
    console.log(`  ${months}: ${ms.toFixed(0)} ms`);
  }
}

/** Prints the size of a month in the archive, and how much is written to the disk in a day. */
function sizes(): void {
  const { size } = statSync(join(at("backlog/data/parquet_archive"), monthFile));
  console.log(`\na month of 10 inverters: ${size} bytes of Parquet`);
  const poll = join(at("month"), readdirSync(at("month"))[720] ?? "");
  const polled = 1440 * statSync(poll).size;
  const rewritten = 96 * size;
  const written = (polled + rewritten) / 1e6;
  console.log(
    `bytes written per day at most (1440 polls, 96 rewrites of a full month): ${written.toFixed(1)} MB`,
  );
}

try {
  console.log(
    `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Node ${process.version}`,
  );
  await using simulator = await startSimulator({ now: () => noon + 900 });
  await backlogGoals();
  const month = await writeMonth();
  await pollGoals(simulator, month);
  if (!isCheck) {
    await growth(month);
    sizes();
  }
  // A busy machine measures more, but not twice as much.
  const failed = results.filter(({ value, goal }) => value > 2 * goal);
  if (isCheck && failed.length > 0) {
    console.error(`More than twice the goal: ${failed.map(({ name }) => name).join("; ")}`);
    process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
