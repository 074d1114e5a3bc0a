import { median, peakBytesIn, printsPeak, timeProgram } from "@envoy/measure";

/** User and system time of a whole Node process, in milliseconds. */
export async function cpuMsOf(args: readonly string[], cwd: string): Promise<number> {
  return (await timeProgram(args, { cwd })).cpuSeconds * 1000;
}

/** Peak memory of a Node process, in megabytes of 1,000,000 bytes. */
export async function peakMegabytesOf(args: readonly string[], cwd: string): Promise<number> {
  const { stdout } = await timeProgram([...printsPeak, ...args], { cwd });
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
