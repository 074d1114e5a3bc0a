import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { median, peakBytesIn, printsPeak } from "@envoy/measure";

const run = promisify(execFile);

/** No setting of the recorder, and nothing of npm's, comes from the environment. */
const env = { PATH: process.env["PATH"], HOME: process.env["HOME"] };

/** User and system time of a whole Node process, in milliseconds. */
export async function cpuMsOf(args: readonly string[], cwd: string): Promise<number> {
  // Bash does the accounting, so that nothing of the measuring runs in the process.
  const script = 'TIMEFORMAT="cpu %U %S"; time "$@" 2>/dev/null';
  const { stderr } = await run("bash", ["-c", script, "bash", process.execPath, ...args], {
    cwd,
    env,
  });
  const [, user, system] = /cpu ([\d.]+) ([\d.]+)/.exec(stderr) ?? [];
  return (Number(user) + Number(system)) * 1000;
}

/** Peak memory of a Node process, in megabytes of 1,000,000 bytes. */
export async function peakMegabytesOf(args: readonly string[], cwd: string): Promise<number> {
  const { stdout } = await run(process.execPath, [...printsPeak, ...args], { cwd, env });
  return peakBytesIn(stdout) / 1e6;
}

/** CPU of a program beside a baseline's: medians, in milliseconds. */
export interface Comparison {
  readonly ratio: number;
  readonly cpuMs: number;
  readonly baselineMs: number;
}

/** The median ratio of two programs that run in turn, so that a machine that gets slower slows both. */
export async function compare(
  runs: number,
  measured: () => Promise<number>,
  baseline: () => Promise<number>,
): Promise<Comparison> {
  const pairs: { readonly cpuMs: number; readonly baselineMs: number }[] = [];
  for (let i = -1; i < runs; i++) {
    const pair = { cpuMs: await measured(), baselineMs: await baseline() };
    // The first pair only warms the caches of the disk, and Node's compile cache.
    if (i >= 0) pairs.push(pair);
  }
  return {
    ratio: median(pairs.map(({ cpuMs, baselineMs }) => cpuMs / baselineMs)),
    cpuMs: median(pairs.map(({ cpuMs }) => cpuMs)),
    baselineMs: median(pairs.map(({ baselineMs }) => baselineMs)),
  };
}
