import { spawnSync } from "node:child_process";
import { chmod, chown, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type Simulator, startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import { describe, expect, it } from "vitest";
import { queryArchive } from "./support/duckdb.js";
import { filesIn } from "./support/real-site.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";
import { reportsFile, runLogFile, withoutDay } from "./support/run-log-file.js";

/** A command that runs the program after these words of a shell. */
const shell = (words: string, redirection = ""): readonly string[] => [
  "sh",
  "-c",
  `${words} exec "$@" ${redirection}`,
  "sh",
];
const hasShell = process.platform !== "win32";

interface Limit {
  readonly under?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** A poll and a flush within a limit. */
async function recordAndFlush(
  folder: string,
  limit: Limit,
): Promise<{ readonly recorded: Ended; readonly flushed: Ended }> {
  const recorded = await runRecorder(["record"], { cwd: folder, ...limit });
  const flushed = await runRecorder(["flush", "--force"], { cwd: folder, ...limit });
  return { recorded, flushed };
}

async function archivedRows(folder: string): Promise<number> {
  const query = "SELECT count(*)::INTEGER AS rows FROM ARCHIVE";
  const [row] = await queryArchive(join(folder, "data/parquet_archive"), query);
  return Number(row?.["rows"]);
}

/** The readings of the simulator's site. */
const readings = 9;

const noon = Date.UTC(2026, 5, 21, 12) / 1000;
const atNoon = (): Promise<Simulator> => startSimulator({ now: () => noon });

describe.runIf(hasShell)("a poll and a flush do all their work", () => {
  it.each<readonly [string, Limit]>([
    ["with 32 open files", { under: shell("ulimit -n 32;") }],
    ["with files of at most 64 kB", { under: shell("ulimit -f 128;") }],
    ["with a umask of 000", { under: shell("umask 000;") }],
    ["without HOME", { under: shell("unset HOME;") }],
    ["with a HOME that cannot be written", { env: { HOME: "/proc" } }],
    ["without TMPDIR", { under: shell("unset TMPDIR TMP TEMP;") }],
    ["with a TMPDIR that does not exist", { env: { TMPDIR: "/nonexistent" } }],
    ["with a bare environment", { under: ["env", "-i"] }],
    ["with options for Node", { env: { NODE_OPTIONS: "--enable-source-maps --trace-warnings" } }],
    ["with standard output closed", { under: shell("", ">&-") }],
    ["with standard output full", { under: shell("", ">/dev/full") }],
    ["with standard error closed", { under: shell("", "2>&-") }],
    ["with all three streams closed", { under: shell("", "<&- >&- 2>&-") }],
  ])("%s", async (_, limit) => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(simulator);
    const { recorded, flushed } = await recordAndFlush(recorder.folder, limit);
    expect(recorded.code, recorded.stderr).toBe(0);
    expect(flushed.code, flushed.stderr).toBe(0);
    expect(await archivedRows(recorder.folder)).toBe(readings);
  });
});

describe.runIf(hasShell)("a limit on the size of files", () => {
  it.each([0, 8])(
    "of %i blocks ends with 5 and the path, and the next run carries on",
    async (blocks) => {
      await using simulator = await atNoon();
      await using recorder = await recorderFolder(simulator);
      const { folder } = recorder;
      const under = shell(`ulimit -f ${blocks};`);
      const refused = await runRecorder(["record"], { cwd: folder, under });
      expect(refused.code, refused.stderr).toBe(5);
      expect(refused.stderr).toMatch(/answer could not be saved in .*live_buffer: EFBIG/);
      expect((await runRecorder(["record"], { cwd: folder })).code).toBe(0);
      const small = shell("ulimit -f 1;");
      const flushed = await runRecorder(["flush", "--force"], { cwd: folder, under: small });
      expect(flushed.code, flushed.stderr).toBe(5);
      expect(flushed.stderr).toMatch(/00000000\.parquet: EFBIG.*polls for it stay in the buffer/);
      expect((await runRecorder(["flush", "--force"], { cwd: folder })).code).toBe(0);
      expect(await archivedRows(folder)).toBe(readings);
      const names = [...(await filesIn(join(folder, "data"))).keys()];
      expect(names.filter((name) => name.endsWith(".tmp"))).toEqual([]);
    },
  );
});

describe.runIf(hasShell)("secrets and state", () => {
  it("are for their owner alone even with a umask of 000, and nothing can be written by others", async () => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await recordAndFlush(folder, { under: shell("umask 000;") });
    const modes = spawnSync("find", ["data", "-printf", "%m %P\n"], { cwd: folder });
    const lines = String(modes.stdout).trim().split("\n");
    expect(lines).toContain("600 state/gateway-certificate.json");
    expect(lines.filter((line) => (Number.parseInt(line, 8) & 0o022) !== 0)).toEqual([]);
  });
});

const nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] as const;
const canBeNobody = spawnSync(nobody[0], [...nobody.slice(1), "true"]).status === 0;
if (!canBeNobody) console.warn("Not root, or no setpriv: a user without rights is not tried.");

describe.runIf(canBeNobody)("a user without rights", () => {
  const asNobody = { under: nobody };

  it("records and flushes in a folder of their own", async () => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await chown(folder, 65_534, 65_534);
    await chown(join(folder, "config.toml"), 65_534, 65_534);
    const { recorded, flushed } = await recordAndFlush(folder, asNobody);
    expect(recorded.code, recorded.stderr).toBe(0);
    expect(flushed.code, flushed.stderr).toBe(0);
    expect(await archivedRows(folder)).toBe(readings);
  });

  it("is told which path is another's, and the owner's next run carries on", async () => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    expect((await runRecorder(["record"], { cwd: folder })).code).toBe(0);
    await chmod(folder, 0o755);
    await chmod(join(folder, "config.toml"), 0o644);
    // Others may read, but not write.
    const { recorded, flushed } = await recordAndFlush(folder, asNobody);
    for (const { code, stderr } of [recorded, flushed]) {
      expect(code, stderr).toBe(5);
      expect(stderr).toMatch(/live_buffer.*EACCES: permission denied/);
    }
    expect((await runRecorder(["flush", "--force"], { cwd: folder })).code).toBe(0);
    expect(await archivedRows(folder)).toBe(readings);
  });

  it("is told that the config cannot be read", async () => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(simulator);
    await chmod(recorder.folder, 0o755);
    const run = await runRecorder(["record"], { cwd: recorder.folder, ...asNobody });
    expect(run.code).toBe(2);
    expect(run.stderr).toMatch(/^Cannot read the config file .*EACCES/);
    expect(run.stderr).not.toMatch(/\n\s+at /);
  });

  it("is told which folder a umask of 777 has closed, and loses nothing that was saved", async () => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(simulator);
    const { folder } = recorder;
    await chown(folder, 65_534, 65_534);
    await chown(join(folder, "config.toml"), 65_534, 65_534);
    // setpriv comes last: the user may not look for Node where root has it.
    const under = [...shell("umask 777;"), ...nobody];
    const run = await runRecorder(["record"], { cwd: folder, under });
    expect(run.code, run.stderr).toBe(5);
    expect(run.stderr).toMatch(/could not be saved in .*live_buffer: EACCES/);
  });
});

describe("a path", () => {
  it.each([
    "with spaces",
    "with\nnewlines",
    "with #",
    "with ?",
    "with %20 and %s",
    "with *",
    "with [1]",
    "with ünïcode 日本 😀",
    "with \"quotes' and \\backslashes\\",
    "-with a dash",
    "year=2020",
  ])("%j is no different from any other", async (name) => {
    await using simulator = await atNoon();
    await using recorder = await recorderFolder(undefined);
    const folder = join(recorder.folder, name);
    await mkdir(folder);
    const { host, port, token } = simulator;
    const env = {
      ENVOY_RECORDER_ENVOY__IP_ADDRESS: host,
      ENVOY_RECORDER_ENVOY__PORT: String(port),
      ENVOY_RECORDER_ENVOY__TOKEN: token,
    };
    const config = join(folder, "config.toml");
    spawnSync("sh", ["-c", ': > "$1"', "sh", config]);
    const run = (args: readonly string[]): Promise<Ended> =>
      runRecorder(args, { cwd: folder, env });
    const recorded = await run(["record", "--config", config]);
    expect(recorded.code, recorded.stderr).toBe(0);
    const incoming = join(folder, "data/live_buffer/incoming");
    expect(recorded.stderr).toContain(`bytes as ${incoming}`);
    const flushed = await run(["flush", "--force", "--config", config]);
    expect(flushed.code, flushed.stderr).toBe(0);
    const names = withoutDay((await filesIn(folder)).keys());
    expect(names).toEqual([
      "config.toml",
      "data/parquet_archive/year=2026/month=6/00000000.parquet",
      "data/state/daily-summary.json",
      "data/state/equipment.json",
      "data/state/gateway-certificate.json",
      `data/${runLogFile}`,
      "data/state/summary-months.json",
      "data/tables/daily_summary/year=2026/00000000.parquet",
      `data/${reportsFile}`,
    ]);
  });
});

describe.runIf(hasShell)("a log that cannot be written", () => {
  it.each([
    ["full", "2>/dev/full"],
    ["a pipe that nobody reads", "2>&1 | true"],
  ])(
    "(standard error is %s) keeps neither a poll nor a flush from their work",
    async (_, redirection) => {
      await using simulator = await atNoon();
      await using recorder = await recorderFolder(simulator);
      const { folder } = recorder;
      // The flush warns of it, before it begins.
      await chmod(join(folder, "config.toml"), 0o644);
      await recordAndFlush(folder, { under: ["sh", "-c", `"$@" ${redirection}; sleep 2`, "sh"] });
      expect(await archivedRows(folder)).toBe(readings);
    },
  );
});
